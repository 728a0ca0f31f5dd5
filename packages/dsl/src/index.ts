export type { DecideOptions, Decision, Policy, Rule } from "./policy/policy.ts";
