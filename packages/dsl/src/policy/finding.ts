import type { Decision } from "./policy.ts";

/** What a finding may say beside its message: plain data. */
export type Detail =
  | string
  | number
  | boolean
  | null
  | readonly Detail[]
  | { readonly [key: string]: Detail };

/** One thing that a rule found wrong. */
export interface Finding {
  /** For the person who has to put it right. */
  readonly msg: string;
  /** For programs. */
  readonly details?: { readonly [key: string]: Detail };
}

/**
 * A rule that finds things: a generator function that yields them, or a function that returns an array of them.
 * What it finds is a set, so that order and repetition mean nothing.
 */
export type FindingRule<Input, Data = undefined> = (input: Input, data: Data) => Iterable<Finding>;

/** A finding with the rule that found it. */
export interface RuleFinding {
  /** The name of the rule; `malformed input` where a rule could not read what it needed. */
  readonly rule: string;
  readonly msg: string;
  readonly details: { readonly [key: string]: Detail };
}

/** The answer of a policy of finding rules: it allows what nothing is found in. */
export interface FindingDecision extends Decision {
  /** What was found, sorted, each once. `deniedBy` has the names of the rules. */
  readonly findings: readonly RuleFinding[];
  /** What rules of `warn` found: these deny nothing. */
  readonly warnings: readonly RuleFinding[];
}
