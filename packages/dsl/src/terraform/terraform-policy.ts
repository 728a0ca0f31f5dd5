import { createFindingPolicy } from "../policy/create-finding-policy.ts";
import type { FindingDecision, FindingRule } from "../policy/finding.ts";
import type { Policy } from "../policy/policy.ts";
import type { Shape } from "../schema/index.ts";
import { type TerraformInput, terraformInput } from "./input.ts";

/** What `terraformPolicy` takes. */
export interface TerraformPolicyDefinition<Deny extends string, Warn extends string, Data> {
  /** The Rego package, dotted; Conftest looks for `main` unless it is told otherwise. */
  readonly package: string;
  /** The documents below `data`. */
  readonly data?: Shape<Data>;
  /** Rules by name. What they find denies the plan. */
  readonly deny: { readonly [Name in Deny]: FindingRule<TerraformInput, Data> };
  /** Rules by name. What they find is told, and denies nothing. */
  readonly warn?: { readonly [Name in Warn]: FindingRule<TerraformInput, Data> };
}

/**
 * A policy for Terraform plans, as Conftest or OPA asks it in CI.
 *
 * @returns the policy; export it as the module's default, so that it can be compiled
 * @throws TypeError on a package that Rego cannot have, or on a rule name as for `envoyPolicy`
 */
export function terraformPolicy<
  const Deny extends string,
  const Warn extends string = never,
  Data = undefined,
>(
  definition: TerraformPolicyDefinition<Deny, Warn, Data>,
): Policy<TerraformInput, Deny | Warn, FindingDecision> {
  return createFindingPolicy<TerraformInput, Data, Deny, Warn>({
    kind: "terraform",
    package: definition.package,
    shape: terraformInput,
    data: definition.data,
    deny: definition.deny,
    warn: definition.warn,
  });
}
