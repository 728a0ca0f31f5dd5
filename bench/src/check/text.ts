import type { Took } from "../measure/stopwatch.ts";
import { type Column, table } from "../report/table.ts";
import type { ColdChecks } from "./cold.ts";
import type { WarmPolicy } from "./warm.ts";

/** One example: its check from nothing, and its policies changed one by one. */
export interface CheckResult {
  readonly name: string;
  /** One for each round. */
  readonly cold: readonly ColdChecks[];
  readonly warm: readonly WarmPolicy[];
}

const columns: readonly Column[] = [
  { title: "example", align: "left" },
  { title: "policies", align: "right" },
  { title: "check", align: "right" },
  { title: "processor", align: "right" },
  { title: "again", align: "right" },
  { title: "processor", align: "right" },
];

const policyColumns: readonly Column[] = [
  { title: "policy", align: "left" },
  { title: "compile", align: "right" },
  { title: "min - max", align: "right" },
  { title: "processor", align: "right" },
  { title: "min", align: "right" },
  { title: "opa check", align: "right" },
];

/** The figures as tables for people; of several rounds the quickest check, and the median of a changed policy. */
export function checkText(results: readonly CheckResult[]): string {
  return [
    "bylaw check in a fresh process, in seconds: with nothing remembered, and once more",
    "",
    ...table(
      columns,
      results.map(({ name, cold, warm }) => [
        name,
        String(warm.length),
        ...figures(cold.map(({ first }) => first)),
        ...figures(cold.map(({ again }) => again)),
      ]),
    ),
    "",
    "One changed policy in a process that has compiled it before, in milliseconds",
    "",
    ...table(policyColumns, results.flatMap(warmRows)),
    "",
  ].join("\n");
}

function figures(checks: readonly Took[]): readonly string[] {
  const processor = checks.flatMap(({ processorSeconds }) => processorSeconds ?? []);
  const least = Math.min(...checks.map(({ seconds }) => seconds));
  return [least.toFixed(2), processor.length === 0 ? "-" : Math.min(...processor).toFixed(2)];
}

function warmRows({ name, warm }: CheckResult): readonly (readonly string[])[] {
  return warm.map(({ name: policy, compileMs, processorMs, opaMs }) => [
    `${name}/${policy}`,
    compileMs.median.toFixed(0),
    `${compileMs.min.toFixed(0)} - ${compileMs.max.toFixed(0)}`,
    processorMs.median.toFixed(0),
    processorMs.min.toFixed(0),
    opaMs.median.toFixed(0),
  ]);
}
