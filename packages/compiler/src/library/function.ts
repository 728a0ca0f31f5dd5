import type { Schema } from "@bylaw/dsl/schema";
import type { Rule, Statement, Term } from "../rego/ast.ts";

/** A function of the standard library that becomes a function of the generated Rego. */
export interface LibraryFunction {
  /** Its name in @bylaw/dsl. */
  readonly name: string;
  /** Which of its arguments are values of the input; the others are literals. */
  readonly operands: readonly number[];
  /** Whether those values are instants, which it is given as nanoseconds. */
  readonly ofInstants?: true;
  /** Throws TypeError on literals that it does not take. */
  readonly check: (literals: readonly string[]) => void;
  /**
   * What it is known to give for a text of the policy: its answer, or undefined where it gives nothing. "later" where
   * that is worked out in Rego.
   */
  readonly known?: (text: string, literals: readonly string[]) => boolean | undefined | "later";
  /** What it gives when it gives something; absent for a condition. */
  readonly result?: (literals: readonly string[]) => Schema;
  /** How the function is called in Rego. */
  readonly wish: string;
  /** Its definition: null, or false, for whatever is no value that it takes. */
  readonly rules: (
    name: string,
    literals: readonly string[],
    fresh: (wish: string) => string,
  ) => readonly Rule[];
}

/** A rule for a function of Rego; its value is true when there is none. */
export function functionRule(
  name: string,
  parameters: readonly string[],
  body: readonly Statement[],
  value?: Term,
): Rule {
  return {
    kind: "rule",
    head: { kind: "function", name, parameters, ...(value === undefined ? {} : { value }) },
    body,
  };
}
