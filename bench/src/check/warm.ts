import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { performance } from "node:perf_hooks";
import { type Compiler, formatDiagnostics } from "@bylaw/compiler";
import { checkRego, type OpaBinary } from "@bylaw/engine";
import { type Summary, summary } from "../report/statistics.ts";

/** What it takes to check a policy again after a change, in a process that has checked it before. In milliseconds. */
export interface WarmPolicy {
  readonly name: string;
  /** Types, the subset, lowering and the verifier, by the clock. */
  readonly compileMs: Summary;
  /** The same, in processor time. */
  readonly processorMs: Summary;
  /** OPA's strict check of the Rego, in a process of its own, by the clock. */
  readonly opaMs: Summary;
}

/**
 * Changes each policy of a folder and compiles it again, round by round.
 *
 * @param folder that holds the policies; a module without a default export is a part of others
 * @throws Error when a policy does not compile
 */
export async function warmPolicies(
  compiler: Compiler,
  folder: string,
  opa: OpaBinary,
  rounds: number,
): Promise<readonly WarmPolicy[]> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".ts")) : [];
  const policies = files
    .sort()
    .map((name) => join(folder, name))
    .filter((entry) => compiler.compile({ entry }).ok);
  const measured = new Map(
    policies.map((entry) => [entry, { compile: [], processor: [], opa: [] } as Times]),
  );
  for (let round = 0; round < rounds; round++) {
    for (const [entry, times] of measured) await measure(compiler, entry, round, opa, times);
  }
  return [...measured].map(([entry, { compile, processor, opa: check }]) => ({
    name: basename(entry, ".ts"),
    compileMs: summary(compile),
    processorMs: summary(processor),
    opaMs: summary(check),
  }));
}

interface Times {
  readonly compile: number[];
  readonly processor: number[];
  readonly opa: number[];
}

async function measure(
  compiler: Compiler,
  entry: string,
  round: number,
  opa: OpaBinary,
  { compile, processor, opa: check }: Times,
): Promise<void> {
  const sources = new Map([[entry, `${readFileSync(entry, "utf8")}\n// Changed ${round}.\n`]]);
  const begin = performance.now();
  const used = process.cpuUsage();
  const compilation = compiler.compile({ entry, sources });
  const { user, system } = process.cpuUsage(used);
  compile.push(performance.now() - begin);
  processor.push((user + system) / 1000);
  if (!compilation.ok)
    throw new Error(`${entry} does not compile:\n${formatDiagnostics(compilation.diagnostics)}`);
  const asked = performance.now();
  await checkRego(opa, { modules: { "policy.rego": compilation.policy.rego } });
  check.push(performance.now() - asked);
}
