import type { MutantResult, MutantStatus } from "../mutant.ts";
import type { MutationReport } from "../report.ts";

/** The words of mutation-testing-elements. */
const statuses: Readonly<Record<MutantStatus, string>> = {
  killed: "Killed",
  survived: "Survived",
  notCovered: "NoCoverage",
  equivalent: "Ignored",
  invalid: "RuntimeError",
  ignored: "Ignored",
};

const reasons: Readonly<Partial<Record<MutantStatus, string>>> = {
  equivalent: "search found no input that is decided differently",
  invalid: "it fails where no policy does",
  ignored: "not on a changed line",
};

/**
 * The report in the format of mutation-testing-elements, version 2, as other tools read it.
 *
 * @param high from which score on it counts as good
 */
export function mutationAsElements({ modules, results }: MutationReport, high: number): string {
  const tests = [...new Set(results.flatMap(({ killedBy }) => killedBy ?? []))];
  const idOf = new Map(tests.map((name, index) => [name, String(index)]));
  const files = modules.map(({ name, text, language }) => [
    name,
    {
      language,
      source: text,
      mutants: results
        .filter(({ mutant }) => mutant.range.file === name)
        .map((one, index) => mutantOf(one, index, idOf)),
    },
  ]);
  return JSON.stringify(
    {
      schemaVersion: "2",
      thresholds: { high, low: Math.max(0, high - 15) },
      files: Object.fromEntries(files),
      testFiles: { tests: { tests: tests.map((name) => ({ id: idOf.get(name), name })) } },
      framework: { name: "Bylaw" },
    },
    null,
    2,
  );
}

function mutantOf(
  { mutant, status, killedBy, killer }: MutantResult,
  index: number,
  idOf: ReadonlyMap<string, string>,
): object {
  const { range, operator, replacement } = mutant;
  const reason = killer === undefined ? reasons[status] : `decided differently: ${killer.input}`;
  const test = killedBy === undefined ? undefined : idOf.get(killedBy);
  return {
    id: `${range.file}:${index}`,
    mutatorName: operator,
    replacement,
    location: {
      start: { line: range.line, column: range.column },
      end: { line: range.endLine, column: range.endColumn },
    },
    status: statuses[status],
    ...(reason === undefined ? {} : { statusReason: reason }),
    ...(test === undefined ? {} : { killedBy: [test], coveredBy: [test] }),
  };
}
