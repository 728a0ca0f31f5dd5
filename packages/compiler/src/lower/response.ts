import type { PolicyTarget } from "../ir/policy.ts";
import type { Rule } from "../rego/ast.ts";
import { fails, holds, variable } from "../rego/terms.ts";
import { constantTerm } from "./terms.ts";

/** The rule that a proxy asks which takes an object. */
const responseName = "decision";

/** The name of the rule that is asked whether the input is allowed. */
export function decisionName(target: PolicyTarget): string {
  return target.kind === "envoy" && target.response !== undefined ? responseName : "allow";
}

/** The rules that answer with an object: what is not allowed is denied, so that there is always one. */
export function responseRules(target: PolicyTarget): readonly Rule[] {
  if (target.kind !== "envoy" || target.response === undefined) return [];
  const { allowed, denied } = target.response;
  return [
    {
      kind: "rule",
      head: { kind: "complete", name: responseName, value: constantTerm(allowed) },
      body: [holds(variable("allow"), "policy")],
      metadata: { entrypoint: true },
    },
    {
      kind: "rule",
      head: { kind: "complete", name: responseName, value: constantTerm(denied) },
      body: [fails(variable("allow"), "policy")],
    },
  ];
}
