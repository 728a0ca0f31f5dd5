import type { Json, OpaBinary, Outcome } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import type { Benchmark } from "../benchmark.ts";
import type { Contestant } from "../measure/contestant.ts";
import type { PreparedFolder } from "../measure/folder.ts";
import { runMeasured } from "../measure/run-measured.ts";

/**
 * `opa bench` on one core. Its query makes the decision for every input, as `opa bench` takes a single input document
 * and one input would say little; going through the inputs costs OPA about a microsecond each.
 *
 * @param asksClock whether the policy calls `time.now_ns`; replacing it costs a little, too
 */
export function opa(
  binary: OpaBinary,
  benchmark: Benchmark,
  folder: PreparedFolder,
  asksClock: boolean,
): Contestant {
  const query = batchQuery(benchmark, asksClock);
  const files = [...folder.modules, folder.data].map((file) => `--data=${file}`);
  let peak: number | undefined;
  const run = async (command: "bench" | "eval", flags: readonly string[]) => {
    const args = [command, ...flags, ...files, `--input=${folder.inputs}`, query];
    const result = await runMeasured(binary.path, args, folder.path);
    if (command === "bench") peak = Math.max(peak ?? 0, result.peakBytes ?? 0) || undefined;
    return result;
  };
  return {
    name: "opa",
    outcomes: async () =>
      outcomesOf(parseJson((await run("eval", ["--format=raw"])).stdout), benchmark.inputs.length),
    measure: async () => {
      // Go's benchmark runs for a second at least; that cannot be changed from here.
      const { stdout: text, processorShare } = await run("bench", [
        "--format=json",
        "--metrics=false",
        "--benchmem=false",
      ]);
      const { N, T } = JSON.parse(text) as { readonly N?: number; readonly T?: number };
      if (!N || !T) throw new Error(`opa bench failed: ${text.slice(0, 2_000)}`);
      return { decisions: N * benchmark.inputs.length, processorSeconds: (T / 1e9) * processorShare };
    },
    peakBytes: async () => peak,
    close: () => undefined,
  };
}

function batchQuery({ decision, now }: Benchmark, asksClock: boolean): string {
  const path = decision.split("/").map((segment) => `[${JSON.stringify(segment)}]`);
  const clock = asksClock ? ` with time.now_ns as ${now}` : "";
  return `[[index, answer] | entry := input[index]; answer := data${path.join("")} with input as entry${clock}]`;
}

function outcomesOf(rows: Json, count: number): readonly Outcome[] {
  const outcomes: Outcome[] = Array.from({ length: count }, () => ({ kind: "undefined" }));
  for (const row of Array.isArray(rows) ? rows : [])
    outcomes[Number(row[0])] = { kind: "defined", value: row[1] };
  return outcomes;
}
