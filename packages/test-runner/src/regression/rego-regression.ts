import type { Json } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import type { RegressionCase } from "./regression-case.ts";

/** Files of a folder of tests, by name. */
export type RegressionFiles = Readonly<Record<string, string>>;

/** What `data` has the cases under, and the folder that both files stand in. */
export const regressionFolder = "recorded_decisions";

/**
 * Cases as a test in Rego with a table of data: `opa test` and `bylaw test` run it on the folder above.
 *
 * Each decision has rules for each way in which it was asked: with a clock or without, answered or undefined.
 */
export function regoRegression(cases: readonly RegressionCase[]): RegressionFiles {
  const groups = new Map<string, { readonly first: RegressionCase; readonly table: Record<string, Json> }>();
  for (const one of cases) {
    const key = JSON.stringify([
      one.path,
      one.input !== undefined,
      one.result !== undefined,
      one.now !== undefined,
    ]);
    const group = groups.get(key) ?? { first: one, table: {} };
    groups.set(key, group);
    const { input, result, now } = one;
    put(group.table, one.name, {
      ...(input === undefined ? {} : { input }),
      ...(result === undefined ? {} : { result }),
      ...(now === undefined ? {} : { now }),
    });
  }
  const tables: Record<string, Json> = {};
  const rules: string[] = [];
  for (const { first, table } of groups.values()) {
    const name = `cases_${rules.length}`;
    tables[name] = table;
    rules.push(testRule(name, first));
  }
  return {
    [`${regressionFolder}/recorded_decisions_test.rego`]: `package recorded_decisions_test\n\n${rules.join("\n")}`,
    [`${regressionFolder}/data.json`]: `${stringifyJson(tables)}\n`,
  };
}

function testRule(table: string, { path, input, result, now }: RegressionCase): string {
  const reference = `data${path
    .split("/")
    .map((part) => `[${JSON.stringify(part)}]`)
    .join("")}`;
  const given = [
    ...(input === undefined ? [] : ["with input as recorded.input"]),
    ...(now === undefined ? [] : ["with time.now_ns as recorded.now"]),
  ].join(" ");
  const claim =
    result === undefined ? `not ${reference} ${given}` : `${reference} == recorded.result ${given}`;
  return [
    `# ${path.replace(/[^\w/.-]/g, "_")}`,
    `test_${table}[name] if {`,
    `\tsome name, recorded in data.${regressionFolder}.${table}`,
    `\t${claim.trim()}`,
    "}",
    "",
  ].join("\n");
}

function put(into: Record<string, Json>, name: string, value: Json): void {
  // A decision may be called `__proto__`.
  Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
}
