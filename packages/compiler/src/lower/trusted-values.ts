import type { Read } from "./formula.ts";
import { isTrusted } from "./reads.ts";
import { isScalarSchema } from "./scalar-schema.ts";
import type { Value } from "./value.ts";

/** What is read in a value, texts, numbers and booleans, and was not checked before. */
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
      return [value.whenTrue, value.otherwise].flatMap(untrustedScalars);
    // A list that is worked out checks its elements itself.
    case "sequence":
    case "undefined":
    case "formula":
    case "stuck":
      return [];
  }
}
