import { Refusal } from "../diagnostics/report.ts";
import type { Constant, FunctionDefinition } from "../ir/expression.ts";
import { always, and, type Formula, never, or, type Read } from "./formula.ts";
import { type Callback, type ListContext, quantifiedSequence } from "./lists.ts";
import { schemaOfConstants, withoutNull } from "./reads.ts";
import { elementOf } from "./sequences.ts";
import { constantValue, type Leaf, type Value } from "./value.ts";

/** What `some` and `every` say. */
export function quantify(
  quantifier: "some" | "every",
  predicate: FunctionDefinition,
  collection: Leaf,
  callback: Callback,
  context: ListContext,
): Formula {
  const { name, fresh, span } = context;
  const holdsFor = (element: Value): Formula => context.condition(callback(element, []));
  const each = (elements: readonly Value[]): Formula =>
    elements
      .map(holdsFor)
      .reduceRight(
        (rest, formula) => (quantifier === "some" ? or(formula, rest) : and(formula, rest)),
        quantifier === "some" ? never : always,
      );
  const through = (element: Read): Formula => {
    if (element.root.kind !== "variable") return never;
    const { variable } = element.root;
    const body = holdsFor({ kind: "operand", operand: element });
    return { kind: "quantified", quantifier, variable, element, body, span };
  };
  if (collection.kind === "list") return each(collection.elements);
  if (collection.kind === "sequence") return quantifiedSequence(quantifier, collection.sequence, holdsFor);
  if (collection.kind !== "operand")
    throw new Refusal("BYL1101", `${quantifier} of something that is not a list`, span);
  const { operand } = collection;
  if (operand.kind === "constant" && Array.isArray(operand.value)) {
    const values: readonly Constant[] = operand.value;
    const schema = schemaOfConstants(values);
    if (values.length < 2 || usedAsKey(predicate) || schema.kind === "unknown")
      return each(values.map(constantValue));
    const variable = { id: fresh(), name, collection: { kind: "constants", values } } as const;
    const root = { kind: "variable", variable, schema, trusted: true } as const;
    return through({ kind: "read", root, steps: [], schema, span });
  }
  if (operand.kind !== "read" || withoutNull(operand.schema).schema.kind !== "array")
    throw new Refusal("BYL1101", `${quantifier} of something that is not an array`, span);
  return through(elementOf(operand, name, fresh, span));
}

/** Whether a predicate uses its element as a key, which is only known for constants that are written out. */
function usedAsKey(predicate: FunctionDefinition): boolean {
  return JSON.stringify(predicate.body, (key, value: unknown) =>
    key === "span" ? undefined : value,
  ).includes('"kind":"index"');
}
