import type { Json } from "@bylaw/engine";
import { heldValues, withValueAt } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import { holds, type Property, type PropertyContext } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

const nothing: readonly Json[] = [{}, [], null, "", 0, false];

/**
 * Nothing is allowed but for a reason: not an empty input, not without an allow rule that holds, and not when every
 * text of the input is one that the policy has never heard of.
 */
export const defaultDeny = readyProperty<object>(
  (): Property => ({
    name: "defaultDeny",
    claim: "what no rule speaks of is denied: empty inputs, and inputs whose texts the policy does not know",
    inputs: "any",
    silence: ({ kind, artefact }) =>
      artefact?.answer === "findings"
        ? `a policy of kind ${kind} allows what it finds nothing in`
        : undefined,
    check: (question, verdict, { policy, decide }) => {
      for (const input of nothing) {
        const other = { ...question, input };
        if (decide(other).allow) return { kind: "fails", because: "an empty input is allowed", other };
      }
      if (!verdict.allow) return holds;
      if (policy.rules.length > 0 && verdict.allowedBy.length === 0)
        return { kind: "fails", because: "it is allowed, and no allow rule holds" };
      const other = withStrangers(question, policy);
      if (other !== undefined && decide(other).allow)
        return { kind: "fails", because: "it is allowed with texts that the policy does not know", other };
      return holds;
    },
  }),
);

const mostValues = 400;

/** All texts become others that nobody knows; undefined where that is no input any more. */
function withStrangers(question: Question, policy: PropertyContext["policy"]): Question | undefined {
  if (question.input === undefined) return undefined;
  let changed = question;
  for (const [index, { path, value }] of heldValues(question.input, mostValues).entries()) {
    if (typeof value !== "string" || changed.input === undefined) continue;
    const next = { ...changed, input: withValueAt(changed.input, path, `stranger-${index}`) };
    // Where only certain texts may stand, one of them says that the policy does know it.
    if (!isUsable(next, policy)) return undefined;
    changed = next;
  }
  return changed === question ? undefined : changed;
}

function isUsable(question: Question, policy: TestedPolicy): boolean {
  return policy.input === undefined || policy.isWellFormed(question);
}
