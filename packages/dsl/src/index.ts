export type { Detail, Finding, FindingDecision, FindingRule, RuleFinding } from "./policy/finding.ts";
export type {
  Obligation,
  ObligationDecision,
  ObligationRule,
  ObligationRules,
  Obligations,
  RuleObligation,
} from "./policy/obligation.ts";
export type { DataRule, DecideOptions, Decision, Policy, PolicyKind, Rule } from "./policy/policy.ts";
