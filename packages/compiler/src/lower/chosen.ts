import type { Span } from "../compilation.ts";
import { unlessRefused } from "../diagnostics/unless-refused.ts";
import type { Expression } from "../ir/expression.ts";
import { valueKey } from "./computation.ts";
import { type Facts, factsOf, settledValue } from "./facts.ts";
import type { Operand } from "./formula.ts";
import { withoutNull } from "./reads.ts";
import { computedValue, schemaOfParts } from "./sequences.ts";
import { isText } from "./texts.ts";
import { after } from "./touch.ts";
import { hasTrustedChoices } from "./trusted-values.ts";
import { mapValue, type Value } from "./value.ts";
import type { Work } from "./work.ts";

/**
 * A text that is one of several as one, which a function gives: whatever is said of it is then said once, and not of
 * each by itself.
 * @param of the expression that it is called after
 * @param facts what is known where it is used
 * @returns the value as it is where it is no such text, or nothing in it is read
 */
export function chosenOnce(given: Value, of: Expression, facts: Facts, work: Work): Value {
  if (given.kind !== "choice") return given;
  if (work.once === undefined) {
    work.mayBeSaidOnce = true;
    return given;
  }
  const value = settledValue(given, facts);
  if (value.kind !== "choice") return value;
  // What was only evaluated on the way is so whichever it is.
  if (value.otherwise.kind === "stuck")
    return after(value.test, chosenOnce(value.whenTrue, of, [...facts, ...factsOf(value.test, true)], work));
  if (!isChosen(value)) return value;
  const chosen = unlessRefused(() => textOf(value, nameOf(of), facts, of.span));
  if (chosen === undefined) return value;
  work.once.texts.set(valueKey(value), value);
  work.once.isUsed = true;
  return chosen;
}

function textOf(value: Value, name: string, facts: Facts, span: Span): Value {
  // Refused where one of them may be missing.
  schemaOfParts([{ kind: "one", value }], span, facts);
  const computation = { kind: "chosen", of: value, name } as const;
  return computedValue(computation, { kind: "string" }, span, {
    trusted: hasTrustedChoices(value),
    optional: false,
  });
}

/** Whether a value is one of some texts, one of which is read from a document or an element. */
function isChosen(value: Value): boolean {
  let reads = 0;
  let others = 0;
  mapValue(value, (leaf) => {
    const operand = leaf.kind === "operand" ? leaf.operand : undefined;
    if (operand === undefined || !isTextOperand(operand)) others += 1;
    else if (operand.kind === "read") reads += 1;
    return leaf;
  });
  return reads > 0 && others === 0 && !hasStuck(value);
}

function hasStuck(value: Value): boolean {
  return (
    value.kind === "stuck" ||
    (value.kind === "choice" && (hasStuck(value.whenTrue) || hasStuck(value.otherwise)))
  );
}

function isTextOperand(operand: Operand): boolean {
  if (operand.kind === "constant") return typeof operand.value === "string";
  if (operand.kind !== "read") return false;
  const { root } = operand;
  const isPlain =
    root.kind !== "helper" && (root.kind !== "computed" || root.computation.kind === "narrowed");
  return isPlain && isText(withoutNull(operand.schema).schema);
}

function nameOf(expression: Expression): string {
  switch (expression.kind) {
    case "local":
      return expression.local.name;
    case "property":
      return typeof expression.key === "string" ? expression.key : "chosen";
    case "coalesce":
      return nameOf(expression.value);
    default:
      return "chosen";
  }
}
