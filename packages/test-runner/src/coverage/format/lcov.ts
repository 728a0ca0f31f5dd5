import type { Coverage } from "../coverage.ts";

/**
 * For tools that show coverage: lines, rules as functions, and the two outcomes of each condition as branches. What
 * only generated inputs reached counts as not covered.
 */
export function coverageAsLcov({ bodies, conditions, lines }: Coverage): string {
  const files = new Set([
    ...lines.keys(),
    ...bodies.map(({ range }) => range.file),
    ...conditions.map(({ range }) => range.file),
  ]);
  return [...files]
    .sort()
    .map((file) => record(file, { bodies, conditions, lines }))
    .join("");
}

function record(file: string, { bodies, conditions, lines }: Coverage): string {
  const rules = bodies.filter(({ range }) => range.file === file);
  const branches = conditions
    .filter(({ range }) => range.file === file)
    .flatMap((condition, index) => [
      { line: condition.range.line, index, branch: 0, taken: condition.true === "tests" },
      { line: condition.range.line, index, branch: 1, taken: condition.false === "tests" },
    ]);
  const counts = [...(lines.get(file) ?? [])].sort(([one], [other]) => one - other);
  return `${[
    "TN:",
    `SF:${oneLine(file)}`,
    ...rules.map(({ name, range }) => `FN:${range.line},${range.line}:${oneLine(name)}`),
    ...rules.map(({ name, range, times }) => `FNDA:${times},${range.line}:${oneLine(name)}`),
    `FNF:${rules.length}`,
    `FNH:${rules.filter(({ times }) => times > 0).length}`,
    ...branches.map(({ line, index, branch, taken }) => `BRDA:${line},${index},${branch},${taken ? 1 : 0}`),
    `BRF:${branches.length}`,
    `BRH:${branches.filter(({ taken }) => taken).length}`,
    ...counts.map(([line, count]) => `DA:${line},${count}`),
    `LF:${counts.length}`,
    `LH:${counts.filter(([, count]) => count > 0).length}`,
    "end_of_record",
  ].join("\n")}\n`;
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}
