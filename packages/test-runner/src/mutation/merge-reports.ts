import type { Mutant, MutantResult, MutantStatus } from "./mutant.ts";
import type { MutationReport } from "./report.ts";

/** What of several policies' words on one mutant counts: one test that notices it is enough. */
const order: readonly MutantStatus[] = [
  "killed",
  "survived",
  "notCovered",
  "equivalent",
  "invalid",
  "ignored",
];

/** One report of several policies. A module that is part of more than one has each of its mutants once. */
export function mergeReports(reports: readonly MutationReport[]): MutationReport {
  const modules = new Map(reports.flatMap((report) => report.modules.map((module) => [module.name, module])));
  const results = new Map<string, MutantResult>();
  for (const result of reports.flatMap((report) => report.results)) {
    const key = keyOf(result.mutant);
    const known = results.get(key);
    if (known === undefined || order.indexOf(result.status) < order.indexOf(known.status))
      results.set(key, result);
  }
  const sum = (count: (report: MutationReport) => number) =>
    reports.reduce((all, one) => all + count(one), 0);
  return {
    modules: [...modules.values()],
    results: [...results.values()].sort(byPlace),
    questions: sum(({ questions }) => questions),
    claims: sum(({ claims }) => claims),
    unfounded: [...new Set(reports.flatMap(({ unfounded }) => unfounded))],
    duration: sum(({ duration }) => duration),
    tried: sum(({ tried }) => tried),
  };
}

function byPlace({ mutant: one }: MutantResult, { mutant: other }: MutantResult): number {
  if (one.range.file !== other.range.file) return one.range.file < other.range.file ? -1 : 1;
  return one.range.line - other.range.line || one.range.column - other.range.column || one.id - other.id;
}

function keyOf({ operator, range, original, replacement }: Mutant): string {
  return JSON.stringify([range, operator, original, replacement]);
}
