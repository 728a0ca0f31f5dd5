export type { DecideOptions, Decision, Policy, Rule } from "../policy/policy.ts";
export { type HttpPolicyDefinition, httpPolicy } from "./http-policy.ts";
export type { HttpInput, HttpRequest, VerifiedToken } from "./input.ts";
