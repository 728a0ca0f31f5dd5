import type { OpaBinary } from "@bylaw/engine";
import { type FuzzCoverage, fuzz } from "@bylaw/test-runner";
import { processorSeconds } from "./processor-seconds.ts";
import type { StatedPolicy } from "./stated.ts";

/** What was reached of one policy, guided and at random, in the same time. */
export interface CoverageRow {
  readonly name: string;
  /** Bodies and outcomes of conditions that any of the runs reached, the long ones among them. */
  readonly reachable: number;
  readonly total: number;
  readonly guided: number;
  readonly random: number;
  readonly guidedInputs: number;
  readonly randomInputs: number;
  /** What long runs reached, and the guided one did not. */
  readonly missed: readonly string[];
}

/**
 * Fuzzes a policy from nothing, guided and with inputs of its schema alone.
 *
 * @param seconds of processor time for each
 * @param long seconds of processor time in which all that can be reached is looked for
 */
export async function measureCoverage(
  { name, policy, run }: StatedPolicy,
  opa: OpaBinary,
  seconds: number,
  long: number,
): Promise<CoverageRow> {
  const once = (options: { readonly seconds: number; readonly seed: number; readonly guided: boolean }) =>
    fuzz({ ...run, ...options, policy, properties: [], opa, clock: processorSeconds });
  const guided = await once({ seconds, seed: 1, guided: true });
  const random = await once({ seconds, seed: 1, guided: false });
  const others = [
    await once({ seconds: long, seed: 2, guided: true }),
    await once({ seconds: long / 2, seed: 3, guided: true }),
    await once({ seconds: long / 2, seed: 2, guided: false }),
  ];
  const missing = (coverage: FuzzCoverage) =>
    new Set(
      coverage.unreached.map(({ place, kind }) => `${place.file}:${place.row}:${place.column} ${kind}`),
    );
  const runs = [guided, random, ...others].map(({ coverage }) => missing(coverage));
  const never = new Set([...missing(guided.coverage)].filter((place) => runs.every((run) => run.has(place))));
  const total = guided.coverage.bodies.total + guided.coverage.outcomes.total;
  const reached = ({ bodies, outcomes }: FuzzCoverage) => bodies.reached + outcomes.reached;
  return {
    name,
    reachable: total - never.size,
    total,
    guided: reached(guided.coverage),
    random: reached(random.coverage),
    guidedInputs: guided.counted + guided.inputs,
    randomInputs: random.inputs,
    missed: [...missing(guided.coverage)].filter((place) => !never.has(place)),
  };
}

/** The rows as Markdown. */
export function coverageTable(rows: readonly CoverageRow[], seconds: number): string {
  const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(1)} %`;
  const lines = rows.map(
    ({ name, reachable, guided, random, guidedInputs, randomInputs }) =>
      `| ${name} | ${reachable} | ${percent(guided, reachable)} | ${percent(random, reachable)} | ${guidedInputs.toLocaleString("en")} | ${randomInputs.toLocaleString("en")} |`,
  );
  return [
    `| policy | reachable | guided, ${seconds} s | schema alone, ${seconds} s | inputs, guided | inputs, schema alone |`,
    "|---|--:|--:|--:|--:|--:|",
    ...lines,
  ].join("\n");
}
