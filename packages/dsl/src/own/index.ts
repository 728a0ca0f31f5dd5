export type { Detail, Finding, FindingDecision, FindingRule, RuleFinding } from "../policy/finding.ts";
export type {
  Obligation,
  ObligationDecision,
  ObligationRule,
  ObligationRules,
  Obligations,
  RuleObligation,
} from "../policy/obligation.ts";
export type { DataRule, DecideOptions, Decision, Policy, Rule } from "../policy/policy.ts";
export {
  findingPolicy,
  type ObligingPolicyDefinition,
  type OwnFindingPolicyDefinition,
  type OwnPolicyDefinition,
  policy,
} from "./policy.ts";
