export type { Detail, Finding, FindingDecision, FindingRule, RuleFinding } from "../policy/finding.ts";
export type { DecideOptions, Policy } from "../policy/policy.ts";
export {
  type Change,
  type ResourceChange,
  type StateResource,
  type TerraformInput,
  terraformInput,
} from "./input.ts";
export { type TerraformPolicyDefinition, terraformPolicy } from "./terraform-policy.ts";
