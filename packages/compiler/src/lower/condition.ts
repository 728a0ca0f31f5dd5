import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import { always, atom, type Formula, never, type Read, stuck } from "./formula.ts";
import { formulaOf, type Value } from "./value.ts";

/**
 * The condition that a boolean value is.
 * @throws Refusal BYL1103 for a value that is none
 */
export function toFormula(value: Value, span: Span): Formula {
  return formulaOf(value, (leaf) => {
    switch (leaf.kind) {
      case "formula":
        return leaf.formula;
      case "operand":
        if (leaf.operand.kind === "constant") return leaf.operand.value === true ? always : never;
        if (leaf.operand.kind === "read" && isCondition(leaf.operand.schema)) {
          return atom({ kind: "equal", left: leaf.operand, right: { kind: "constant", value: true }, span });
        }
        throw new Refusal("BYL1103", "", span);
      case "undefined":
        return stuck;
      case "list":
      case "sequence":
      case "record":
        throw new Refusal("BYL1103", "a list or an object", span);
    }
  });
}

function isCondition(schema: Read["schema"]): boolean {
  if (schema.kind === "union") return schema.members.every(isCondition);
  if (schema.kind === "oneOf") return schema.values.every((value) => typeof value === "boolean");
  return schema.kind === "boolean";
}
