import type { DecisionExpectation, ViolationExpectation } from "./decisions.ts";

/** The rule names of a policy, so that a misspelt one does not compile. */
type RuleName<P> = P extends { readonly rules: readonly (infer Name extends string)[] } ? Name : string;

interface DecisionMatchers<T> {
  /** OPA and TypeScript both allow the input; `by` names an allow rule that must hold. Await it. */
  toAllow(input: unknown, expectation?: DecisionExpectation<RuleName<T>>): Promise<void>;
  /** OPA and TypeScript both deny the input; `by` names a deny rule that must hold. Await it. */
  toDeny(input: unknown, expectation?: DecisionExpectation<RuleName<T> | "malformed input">): Promise<void>;
  /** OPA and TypeScript both find something in the input; `by` names the rule, `msg` its message. Await it. */
  toViolate(
    input: unknown,
    expectation?: ViolationExpectation<RuleName<T> | "malformed input">,
  ): Promise<void>;
}

declare module "vitest" {
  interface Matchers<T> extends DecisionMatchers<T> {}
}
