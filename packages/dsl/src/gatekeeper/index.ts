export type { MatchedObject } from "../kubernetes/matched-object.ts";
export type { Detail, Finding, FindingDecision, FindingRule, RuleFinding } from "../policy/finding.ts";
export type { DecideOptions, Policy } from "../policy/policy.ts";
export { type GatekeeperPolicyDefinition, gatekeeperPolicy } from "./gatekeeper-policy.ts";
export { type GatekeeperInput, gatekeeperInput, type Review } from "./input.ts";
