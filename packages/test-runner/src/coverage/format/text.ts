import { type Coverage, percentageOf, type Seen, type Share, totalsOf } from "../coverage.ts";

/** For people: what no test showed, place by place, and the totals. */
export function coverageAsText(coverage: Coverage): string {
  const { bodies, conditions } = coverage;
  const lines = [
    ...bodies.flatMap(({ name, range, held }) => missing(range, held, `${name} never held`)),
    ...conditions.flatMap((condition) => [
      ...missing(condition.range, condition.true, "never true"),
      ...missing(condition.range, condition.false, "never false"),
      ...(condition.true === "tests" && condition.false === "tests"
        ? missing(condition.range, condition.decides, "no answer depends on it alone")
        : []),
    ]),
  ];
  const totals = totalsOf(coverage);
  return [
    ...lines.sort(byPlace).map(({ text }) => text),
    `covered ${percentageOf(coverage).toFixed(1)} %: ${share(totals.bodies)} bodies held, ` +
      `${share(totals.outcomes)} outcomes of conditions, ${share(totals.decides)} conditions decide on their own`,
  ].join("\n");
}

interface Line {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

function missing(
  { file, line, column }: { readonly file: string; readonly line: number; readonly column: number },
  seen: Seen,
  what: string,
): readonly Line[] {
  if (seen === "tests") return [];
  const only = seen === "generated" ? " in a test, only for generated inputs" : "";
  return [{ file, line, column, text: `${file}:${line}:${column} ${what}${only}` }];
}

function byPlace(one: Line, other: Line): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}

function share({ covered, all }: Share): string {
  return `${covered} of ${all}`;
}
