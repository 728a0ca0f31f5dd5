import type { Decision, Policy } from "@bylaw/dsl";
import { stringifyJson } from "@bylaw/engine/values";
import type { AskedQuestion, Claim } from "../../recording/recorder.ts";
import type { Recorded } from "../../recording/recording.ts";

/** A question that tests asked, and all that they claim of its answer. */
export interface ClaimedQuestion {
  readonly question: AskedQuestion;
  /** What it says, and the rules that tests name: where a word of the policy may be found. */
  readonly text: string;
  readonly claims: readonly { readonly test: string; readonly holds: (decision: Decision) => boolean }[];
}

interface Draft extends Pick<ClaimedQuestion, "question"> {
  text: string;
  readonly claims: ClaimedQuestion["claims"][number][];
}

/** Each question of a recording once; those without a claim have none. */
export function claimedQuestions(
  policy: Policy<unknown, string>,
  recorded: readonly Recorded[],
): readonly ClaimedQuestion[] {
  const found = new Map<string, Draft>();
  for (const { question, test, purpose } of recorded) {
    const key = stringifyJson({ ...question });
    const one = found.get(key) ?? { question, text: key, claims: [] };
    found.set(key, one);
    switch (purpose.kind) {
      case "claim":
        one.text += `"${purpose.claim.by ?? ""}"`;
        one.claims.push({ test, holds: (decision) => holds(purpose.claim, decision) });
        break;
      case "answer": {
        // Whoever was given the answer may have claimed all of it.
        const answer = answerText(decide(policy, question));
        one.claims.push({ test, holds: (decision) => answerText(decision) === answer });
        break;
      }
      case "generated":
        break;
    }
  }
  return [...found.values()];
}

/** As the matchers judge it. */
function holds({ verdict, by, negated }: Claim, decision: Decision): boolean {
  const names = verdict === "allow" ? decision.allowedBy : decision.deniedBy;
  const pass = decision.allow === (verdict === "allow") && (by === undefined || names.includes(by));
  return pass !== negated;
}

export function decide(policy: Policy<unknown, string>, { input, now, data }: AskedQuestion): Decision {
  return policy.decide(input, { now, data });
}

/** A text that is the same for two answers exactly when they are. */
export function answerText(decision: Decision): string {
  return JSON.stringify(decision, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}
