import type { Detail } from "./finding.ts";
import type { Decision } from "./policy.ts";

/** Something that whoever asks must do for the decision to hold, such as asking for a second factor. */
export interface Obligation {
  /** What is to be done, for the program that does it: `step-up`. */
  readonly id: string;
  /** What it needs to know for that. */
  readonly details?: { readonly [key: string]: Detail };
}

/**
 * A rule that obliges: a generator function that yields obligations, or a function that returns an array of them.
 * What it gives is a set, so that order and repetition mean nothing.
 */
export type ObligationRule<Input, Data = undefined> = (input: Input, data: Data) => Iterable<Obligation>;

/** Obligation rules by name. */
export type ObligationRules<Names extends string, Input, Data = undefined> = {
  readonly [Name in Names]: ObligationRule<Input, Data>;
};

/** The obligations that go with a decision. */
export interface Obligations<Allowed extends string, Denied extends string, Input, Data = undefined> {
  /** For what is allowed. A rule that cannot read what it needs denies, as a deny rule does. */
  readonly allowed?: ObligationRules<Allowed, Input, Data>;
  /** For what is denied. There are none when one of them cannot read what it needs. */
  readonly denied?: ObligationRules<Denied, Input, Data>;
}

/** An obligation with the rule that gave it. */
export interface RuleObligation {
  readonly rule: string;
  readonly id: string;
  readonly details: { readonly [key: string]: Detail };
}

/** A decision with what must be done for it to hold. */
export interface ObligationDecision extends Decision {
  /** Sorted, each once. */
  readonly obligations: readonly RuleObligation[];
}
