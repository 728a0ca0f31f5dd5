import type { OpaBinary } from "@bylaw/engine";
import type { Question } from "../decision/compiled-decisions.ts";
import type { Find } from "../fuzz/find.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import type { Verdict } from "../fuzz/verdict.ts";

/** What a property says of one question. */
export type Checked =
  /** The claim does not speak of this question. */
  | { readonly kind: "outside" }
  | { readonly kind: "holds" }
  | {
      readonly kind: "fails";
      /** One sentence: what is not as claimed. */
      readonly because: string;
      /** The question beside it that is decided otherwise than claimed. */
      readonly other?: Question;
    };

/** What a property may ask. */
export interface PropertyContext {
  readonly policy: TestedPolicy;
  decide(question: Question): Verdict;
  /** What the policy beside it decides, for claims about two. */
  readonly beside?: (question: Question) => Verdict;
}

/** A claim about all decisions of a policy. */
export interface Property {
  /** As reports and `bylaw fuzz` call it: `denyWins`. */
  readonly name: string;
  /** The claim, in words. */
  readonly claim: string;
  /** Whether it is asked of inputs that are not of the declared shape, too. */
  readonly inputs: "any" | "wellFormed";
  /** Why it says nothing about a policy at all; undefined when it does say something. */
  silence?(policy: TestedPolicy): string | undefined;
  check(question: Question, verdict: Verdict, context: PropertyContext): Checked;
  /** What can only be asked of many inputs at once; asked of those that were tried, when `check` found nothing. */
  among?(questions: readonly Question[], context: PropertyContext, opa: OpaBinary): Promise<Find | undefined>;
}

export const outside: Checked = { kind: "outside" };
export const holds: Checked = { kind: "holds" };

/**
 * The claim that no variant of a question is allowed when the question itself is not.
 *
 * @param how what was done to it, for the report
 */
export function neverGrants(
  verdict: Verdict,
  variants: Iterable<Question>,
  { decide }: PropertyContext,
  how: string,
): Checked {
  if (verdict.allow || verdict.unavailable) return outside;
  let any = false;
  for (const other of variants) {
    any = true;
    if (decide(other).allow) return { kind: "fails", because: `it is denied, and allowed ${how}`, other };
  }
  return any ? holds : outside;
}

/** The claim that all variants of a question are decided as the question itself. */
export function decidesAlike(
  verdict: Verdict,
  variants: Iterable<Question>,
  { decide }: PropertyContext,
  how: string,
): Checked {
  if (verdict.unavailable) return outside;
  let any = false;
  for (const other of variants) {
    const theirs = decide(other);
    if (theirs.unavailable) continue;
    any = true;
    if (theirs.allow !== verdict.allow) {
      const words = (allow: boolean) => (allow ? "allowed" : "denied");
      return {
        kind: "fails",
        because: `it is ${words(verdict.allow)}, and ${words(theirs.allow)} ${how}`,
        other,
      };
    }
  }
  return any ? holds : outside;
}
