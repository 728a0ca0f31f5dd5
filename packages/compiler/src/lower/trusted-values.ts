import type { Read } from "./formula.ts";
import { isTrusted } from "./reads.ts";
import { isScalarSchema } from "./scalar-schema.ts";
import type { Part, Value } from "./value.ts";

/** What is read in a value whichever it is, texts, numbers and booleans, and was not checked before. */
export function untrustedScalars(value: Value): readonly Read[] {
  switch (value.kind) {
    case "operand": {
      const { operand } = value;
      return operand.kind === "read" && isScalarSchema(operand.schema) && !isTrusted(operand)
        ? [operand]
        : [];
    }
    case "list":
      return value.elements.flatMap(untrustedScalars);
    case "record":
      return value.entries.flatMap(([, inner]) => untrustedScalars(inner));
    case "choice":
      return value.otherwise.kind === "stuck" ? untrustedScalars(value.whenTrue) : [];
    // A list that is worked out checks its elements itself.
    case "sequence":
    case "undefined":
    case "formula":
    case "stuck":
      return [];
  }
}

/** Whether all texts and their like that a value may be were checked before, or are read whichever it is. */
export function hasTrustedChoices(value: Value): boolean {
  switch (value.kind) {
    case "list":
      return value.elements.every(hasTrustedChoices);
    case "record":
      return value.entries.every(([, inner]) => hasTrustedChoices(inner));
    case "choice":
      if (value.otherwise.kind === "stuck") return hasTrustedChoices(value.whenTrue);
      return [value.whenTrue, value.otherwise].every(
        (one) => hasTrustedChoices(one) && untrustedScalars(one).length === 0,
      );
    case "operand":
    case "sequence":
    case "undefined":
    case "formula":
    case "stuck":
      return true;
  }
}

/** The same of the elements of a part of a list. */
export function hasTrustedElements(part: Part): boolean {
  return part.kind === "one" ? hasTrustedChoices(part.value) : part.parts.every(hasTrustedElements);
}
