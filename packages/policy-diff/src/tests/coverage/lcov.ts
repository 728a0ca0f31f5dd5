import { CoveredRulesBuilder, type ReadCoverage } from "./covered-rules.ts";

/**
 * lcov's tracefiles, as `bylaw test --coverage=lcov` and the vitest plugin write them: rules are functions. Source:
 * the manual page geninfo(1), "FILES": `FN:<first line>[,<last line>],<name>` and `FNDA:<count>,<name>`.
 */
export const readLcov: ReadCoverage = (text) => {
  if (!/^(?:TN|SF):/.test(text)) return undefined;
  const covered = new CoveredRulesBuilder();
  let file = "";
  let rows = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [, kind, rest = ""] = /^(SF|FN|FNDA):(.*?)\r?$/.exec(line) ?? [];
    if (kind === "SF") {
      file = rest;
      rows = new Map();
    } else if (kind === "FN") {
      const [, row, name] = /^(\d{1,9}),(?:\d+,)?(.*)$/.exec(rest) ?? [];
      if (row !== undefined && name !== undefined) rows.set(name, Number(row));
    } else if (kind === "FNDA") {
      const [, times, name = ""] = /^(\d{1,15}),(.*)$/.exec(rest) ?? [];
      const row = rows.get(name);
      if (row !== undefined && times !== undefined) covered.add(file, row, Number(times));
    }
  }
  return covered.build();
};
