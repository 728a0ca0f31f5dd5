import type { CompiledPolicy, Diagnostic, Span } from "../compilation.ts";
import { diagnostic } from "./report.ts";

/** An error that OPA found in a module, such as `RegoError` of @bylaw/engine. */
export interface FoundInRego {
  /** OPA's code, such as `rego_unsafe_var_error`. */
  readonly code: string;
  readonly message: string;
  /** From 1; absent when the error is at no place. */
  readonly row?: number;
}

/**
 * What OPA says of a compiled policy's Rego, said of its TypeScript. It is a defect of the compiler, and shown at the
 * expression that the row was written for, else at the rule, else at the head of the module.
 */
export function regoDiagnostics(
  policy: CompiledPolicy,
  errors: readonly FoundInRego[],
): readonly Diagnostic[] {
  return errors.map(({ code, message, row }) =>
    diagnostic("BYL1126", `${code}: ${message}`, row === undefined ? headOf(policy) : spanAt(policy, row)),
  );
}

/** The place that a row was written for: its own, or that of the last row above it in the same rule. */
function spanAt(policy: CompiledPolicy, row: number): Span | undefined {
  const rows = policy.rego.split("\n");
  for (let at = row; at > 0; at -= 1) {
    const span = policy.sourceMap.get(at) ?? policy.rules.find((rule) => rule.rows.includes(at))?.span;
    if (span !== undefined) return span;
    // Rules are apart by an empty row.
    if (rows[at - 1] === "") break;
  }
  return headOf(policy);
}

function headOf({ rules }: CompiledPolicy): Span | undefined {
  const [first] = rules;
  return first && { ...first.span, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
