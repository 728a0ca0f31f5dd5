import type { RuleSet } from "./kind.ts";

/** Rules that say what must be done for a decision to hold. */
export const obligations: readonly RuleSet[] = [
  { property: "allowed", within: "obligations", form: "finding", effect: "oblige allowed" },
  { property: "denied", within: "obligations", form: "finding", effect: "oblige denied" },
];
