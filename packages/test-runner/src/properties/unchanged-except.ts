import type { Json } from "@bylaw/engine";
import type { FuzzResult } from "../fuzz/fuzz.ts";
import { type Testable, testedPolicy } from "../fuzz/tested-policy.ts";
import { describeVerdict } from "../fuzz/verdict.ts";
import { holds, outside, type Property } from "./property.ts";
import { check, type PropertyRun } from "./ready-property.ts";

/** The claim of {@link unchangedExcept}; the base is what it is tried beside. */
export function unchangedExceptProperty(condition: (input: Json) => boolean): Property {
  return {
    name: "unchangedExcept",
    claim: "decisions are those of the base, except where the change is meant to be",
    inputs: "any",
    check: (question, verdict, { beside, policy }) => {
      if (beside === undefined || question.input === undefined || verdict.unavailable) return outside;
      // What is not of the declared shape cannot be asked for its parts.
      if (policy.input !== undefined && !policy.isWellFormed(question)) return outside;
      if (condition(question.input)) return outside;
      const before = beside(question);
      if (before.unavailable || before.allow === verdict.allow) return holds;
      return {
        kind: "fails",
        because: `the base decided ${describeVerdict(before)}, and this is no input for which it was to change`,
      };
    },
  };
}

/**
 * States how far a change reaches: everywhere else the policy decides as its base did. Search tries to break it.
 *
 * @param base the policy before the change, such as `regoPolicy` of a released bundle or an older module
 * @param condition the inputs, of the declared shape, for which decisions may differ
 * @throws {Error} with the smallest input found for which they differ otherwise, or when nearly all inputs may differ
 */
export function unchangedExcept(
  policy: Testable,
  base: Testable,
  condition: (input: Json) => boolean,
  options: PropertyRun = {},
): Promise<FuzzResult> {
  const { data } = options;
  const beside = testedPolicy(base, data === undefined ? {} : { data });
  return check(policy, unchangedExceptProperty(condition), { ...options, beside });
}
