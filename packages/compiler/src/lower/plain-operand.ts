import type { Schema } from "@bylaw/dsl/schema";
import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Facts } from "./facts.ts";
import type { Operand } from "./formula.ts";
import { isThere } from "./presence.ts";
import { withoutNull } from "./reads.ts";

/**
 * An operand as data that is the same in both languages: what an object holds beyond its type is seen by Rego only.
 * @throws Refusal BYL1203 for anything else, and for what may be missing
 */
export function plainOperand(operand: Operand, facts: Facts, span: Span): Operand {
  if (operand.kind === "now") throw new Refusal("BYL1203", "an instant", span);
  if (operand.kind !== "read") return operand;
  if (!isPlain(withoutNull(operand.schema).schema))
    throw new Refusal("BYL1203", "an object of the input", span);
  if (!isThere(operand, facts)) throw new Refusal("BYL1203", "it may be missing", operand.span);
  return operand;
}

function isPlain(schema: Schema): boolean {
  switch (schema.kind) {
    case "array":
      return isPlain(schema.element);
    case "map":
      return isPlain(schema.value);
    case "union":
      return schema.members.every(isPlain);
    case "object":
    case "unknown":
      return false;
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "oneOf":
      return true;
  }
}
