import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import { type Facts, factsOf } from "./facts.ts";
import { plainOperand } from "./plain-operand.ts";
import { refuseOrder } from "./sequences.ts";
import type { Part, Value } from "./value.ts";

/**
 * Refuses a value that is not the same data in both languages, whichever of its choices it is.
 * @param facts what is known where it is needed
 * @throws Refusal BYL1203, and BYL1145 for a list whose order is not the same
 */
export function plainValue(value: Value, facts: Facts, span: Span): void {
  switch (value.kind) {
    case "operand":
      plainOperand(value.operand, facts, span);
      return;
    case "choice":
      plainValue(value.whenTrue, [...facts, ...factsOf(value.test, true)], span);
      plainValue(value.otherwise, [...facts, ...factsOf(value.test, false)], span);
      return;
    case "list":
      for (const element of value.elements) plainValue(element, facts, span);
      return;
    case "record":
      for (const [, inner] of value.entries) plainValue(inner, facts, span);
      return;
    case "sequence":
      refuseOrder(value.sequence, span);
      plainParts(value.sequence.parts, facts, span);
      return;
    case "undefined":
      throw new Refusal("BYL1203", "undefined", span);
    case "formula":
    case "stuck":
      return;
  }
}

function plainParts(parts: readonly Part[], facts: Facts, span: Span): void {
  for (const part of parts) {
    if (part.kind === "one") plainValue(part.value, facts, span);
    else if (part.kind === "when") plainParts(part.parts, [...facts, ...factsOf(part.test, true)], span);
    else plainParts(part.parts, facts, span);
  }
}
