// The program that makes one decision in a fresh process and says how long each step took, in milliseconds.
import { performance } from "node:perf_hooks";
import type { OpaBinary } from "@bylaw/engine";

const begin = performance.now();
const cpuAtBegin = process.cpuUsage();
const { createEngine, planEvaluator } = await import("@bylaw/engine");
const imported = performance.now();
const cpuOfImport = process.cpuUsage(cpuAtBegin);

const [engineName, folder = "", opaText = "{}"] = process.argv.slice(2);
const { readFolder } = await import("./folder.ts");
const { queriesOf } = await import("../benchmark.ts");
const { benchmark, plan } = await readFolder(folder, "first");
const queries = queriesOf(benchmark);
const data = benchmark.source.data ?? {};

const read = performance.now();
const cpuAtRead = process.cpuUsage();
let compiled: number;
if (engineName === "javascript") {
  const evaluate = planEvaluator(plan, data);
  compiled = performance.now();
  queries.map(evaluate);
} else {
  const opa = JSON.parse(opaText) as OpaBinary;
  const engine = await createEngine("opa-wasm", benchmark.source, [benchmark.decision], { opa });
  compiled = performance.now();
  await engine.evaluate(queries);
}
const decided = performance.now();
const cpuOfDecision = process.cpuUsage(cpuAtRead);

const processorMs =
  (cpuOfImport.user + cpuOfImport.system + cpuOfDecision.user + cpuOfDecision.system) / 1000;
const steps = {
  importMs: imported - begin,
  compileMs: compiled - read,
  firstMs: decided - compiled,
  processorMs,
};
process.stdout.write(JSON.stringify(steps));
