import {
  createEvidenceEngine,
  type ExpressionEvidence,
  type ExpressionSite,
  type Json,
  type Place,
  type PolicySource,
  type SourceTable,
} from "@bylaw/engine";
import { expect } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";
import { traceOpa } from "./opa-trace.ts";

/** How much agreed, so that a test can see that there was something to agree on. */
export interface Agreement {
  readonly decisions: number;
  readonly rules: number;
  readonly reached: number;
  readonly failed: number;
}

/**
 * Expects that for each input the same rules gave a value, the same expressions were reached, and the same of them
 * had no solution, as in a trace of topdown. Inputs on which the decision is an error are left out.
 */
export async function expectAgreement(
  source: PolicySource,
  path: string,
  inputs: readonly Json[],
): Promise<Agreement> {
  const engine = await createEvidenceEngine(await pinnedOpa(), source, [path], {
    evidence: { rules: true, expressions: true },
  });
  const { table } = engine;
  const fine = inputs
    .map((input) => ({ input, ...engine.explain({ path, input }) }))
    .filter(({ outcome }) => outcome.kind !== "error");
  const traced = await traceOpa(
    source,
    path,
    fine.map(({ input }) => input),
    table,
  );
  expect(traced.length).toBe(fine.length);
  const text = (place: Place | undefined) => (place === undefined ? "" : textAt(source, place));
  const expressionText = (id: number) => text(table.expressions[id]?.place);
  // Topdown leaves `every` at the first element that fails, and what is negated or joined at the first that does not.
  const leaves = (text: string) => /^(every|not)\b| (and|or) /.test(text);
  const comparable = ({ id, status }: ExpressionSite) =>
    status === "observed" && !around(table.expressions, id).some((outer) => leaves(expressionText(outer)));
  // The trace has what is negated or joined, and what every element is asked for, at the same place.
  const failing = (id: number) => !/^(not|every)\b/.test(expressionText(id)) && beginsAlone(table, id);
  const total = { decisions: fine.length, rules: 0, reached: 0, failed: 0 };
  for (const [index, { input, evidence }] of fine.entries()) {
    const { rules = [], expressions = [] } = evidence;
    const theirs = traced[index];
    const told = (wanted: (one: ExpressionEvidence) => boolean) =>
      expressions.filter((one) => wanted(one) && comparable(one.expression)).map((one) => one.expression.id);
    const ours = {
      rules: rules.map(({ rule }) => text(rule.head)),
      reached: told(() => true).map(expressionText),
      failed: told((one) => one.false + one.undefined > 0 && failing(one.expression.id)).map(expressionText),
    };
    // OPA cuts `input.xs[_] < f(x)` in parts, of which the last fails for one element and holds for another.
    const partlyFailed = (id: number) =>
      expressions.some(
        (one) => one.expression.id === id && one.true === one.reached && expressionText(id).includes("[_]"),
      );
    const known = (ids: ReadonlySet<number> | undefined, wanted: (id: number) => boolean = () => true) =>
      table.expressions
        .filter((one) => ids?.has(one.id) && comparable(one) && wanted(one.id))
        .map(({ id }) => expressionText(id));
    expect({ input, ...ours }).toEqual({
      input,
      rules: table.rules.filter(({ id }) => theirs?.rules.has(id)).map(({ head }) => text(head)),
      reached: known(theirs?.reached),
      failed: known(theirs?.failed, (id) => failing(id) && !partlyFailed(id)),
    });
    total.rules += ours.rules.length;
    total.reached += ours.reached.length;
    total.failed += ours.failed.length;
    // Whatever topdown reached, the plan reaches, too.
    const all = new Set(expressions.map(({ expression }) => expression.id));
    for (const id of theirs?.reached ?? [])
      if (table.expressions[id]?.status === "observed") expect([...all]).toContain(id);
    for (const one of expressions)
      expect(one.true + one.false + one.undefined).toBeLessThanOrEqual(one.reached);
  }
  return total;
}

function beginsAlone({ expressions }: SourceTable, id: number): boolean {
  const start = ({ place }: ExpressionSite) => `${place.file}:${place.row}:${place.column}`;
  return expressions.every((one) => one.id === id || start(one) !== start(expressions[id] ?? one));
}

function around(expressions: readonly ExpressionSite[], id: number): readonly number[] {
  const outer: number[] = [];
  for (let at = expressions[id]?.within; at !== undefined; at = expressions[at]?.within) outer.push(at);
  return outer;
}

/** What is written at a place; numbers would say little in a failure. */
export function textAt(source: PolicySource, { file, row, column, endRow, endColumn }: Place): string {
  const lines = (source.modules[file] ?? "").split("\n").slice(row - 1, endRow);
  return lines
    .map((line, index) =>
      [...line]
        .slice(index === 0 ? column - 1 : 0, index === lines.length - 1 ? endColumn - 1 : undefined)
        .join(""),
    )
    .join("\n");
}
