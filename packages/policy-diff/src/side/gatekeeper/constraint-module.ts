import { stringifyJson } from "@bylaw/engine/values";
import type { Constraint } from "./constraint.ts";
import { matchPackage } from "./match-module.ts";

/** The package of a template's rules. */
export function templatePackage(kind: string): string {
  return `gatekeeper_templates.${kind}`;
}

/** The path of a constraint's decisions. */
export function constraintPath({ kind, name }: Pick<Constraint, "kind" | "name">): string {
  return `constraints/${kind}/${name}`;
}

/**
 * The decisions of a constraint: `violation`, whatever its enforcement action, and `deny`, what the webhook refuses.
 * The input is built as Gatekeeper's hook builds it (frameworks/constraint, drivers/rego/rego.go).
 */
export function constraintModule(constraint: Constraint): string {
  const { kind, name, match, parameters, enforcementAction, denies } = constraint;
  const rule = (head: string) => `# METADATA
# title: ${JSON.stringify(`constraint ${name}`)}
${head} contains response if {
	data.${matchPackage}.matches(${JSON.stringify(match)}, input.review)
	some finding in data.${templatePackage(kind)}.violation with input as {"review": input.review, "parameters": ${stringifyJson(parameters)}}
	response := {"msg": finding.msg, "details": object.get(finding, "details", {}), "enforcementAction": ${JSON.stringify(enforcementAction)}}
}
`;
  return `package constraints.${kind}[${JSON.stringify(name)}]

import rego.v1

${rule("violation")}
${denies ? rule("deny") : "deny := set()\n"}`;
}
