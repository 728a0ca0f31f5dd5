export type {
  Obligation,
  ObligationDecision,
  ObligationRule,
  ObligationRules,
  Obligations,
  RuleObligation,
} from "../policy/obligation.ts";
export type { DecideOptions, Decision, Policy, Rule } from "../policy/policy.ts";
export { type HttpPolicyDefinition, httpPolicy, type ObligingHttpPolicyDefinition } from "./http-policy.ts";
export type { HttpInput, HttpRequest, VerifiedToken } from "./input.ts";
