import type { Span } from "../compilation.ts";
import type { Binding, Expression } from "./expression.ts";

/**
 * A step of a rule that finds things. Ways out (`continue`, `return`) are folded in: what follows them stands in the
 * branch that goes on.
 */
export type FindingStep = { readonly span: Span } & (
  | {
      readonly kind: "find";
      readonly message: Expression;
      readonly details: readonly (readonly [string, Expression])[];
    }
  | {
      readonly kind: "each";
      readonly bindings: readonly Binding[];
      readonly collection: Expression;
      readonly steps: readonly FindingStep[];
    }
  | {
      readonly kind: "if";
      readonly test: Expression;
      readonly whenTrue: readonly FindingStep[];
      readonly otherwise: readonly FindingStep[];
    }
  | {
      readonly kind: "let";
      readonly bindings: readonly Binding[];
      readonly value: Expression;
      readonly steps: readonly FindingStep[];
    }
);

/** A rule that finds things, as the author named it. */
export interface FindingRule {
  readonly name: string;
  readonly effect: "deny" | "warn";
  readonly description?: string;
  /** For each parameter the names that it binds. */
  readonly parameters: readonly (readonly Binding[])[];
  readonly steps: readonly FindingStep[];
  readonly span: Span;
}
