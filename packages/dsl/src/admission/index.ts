export type { MatchedObject } from "../kubernetes/matched-object.ts";
export type { Detail, Finding, FindingDecision, FindingRule, RuleFinding } from "../policy/finding.ts";
export type { DecideOptions, Policy } from "../policy/policy.ts";
export { type AdmissionPolicyDefinition, admissionPolicy } from "./admission-policy.ts";
export { type AdmissionInput, type AdmissionRequest, admissionInput } from "./input.ts";
