import type { Decision, FindingDecision } from "@bylaw/dsl";
import type { Json } from "@bylaw/engine";
import type { Answer, AnsweredDecision } from "../decision/compiled-decisions.ts";
import { canonical, findingsKey } from "../decision/finding-answer.ts";

/** The two native readings of one input. */
export interface NativeDecisions {
  /** Checked as rules read it. */
  readonly reads: Decision;
  /** Checked as a whole before anything is read. */
  readonly whole: Decision;
}

/** What is claimed of the decisions of one input, and did not hold. */
export interface Disagreement {
  readonly engine: string;
  /** One sentence: which claim failed. */
  readonly claim: string;
  readonly input: Json | undefined;
  readonly now: bigint;
  /** The data documents, for a policy that declares them. */
  readonly data?: Json;
  readonly native: NativeDecisions;
  readonly answer: Answer;
}

/**
 * Whether an engine's answer is what the native decisions say it must be.
 *
 * On a well-formed input all parts of the decision are equal. On any other the engine's answer lies between:
 * what is allowed when the whole input is checked first must be allowed, and what is allowed must also be allowed
 * when each read is checked.
 *
 * @returns the claim that failed, or undefined
 */
export function failedClaim(
  wellFormed: boolean,
  native: NativeDecisions,
  answer: Answer,
): string | undefined {
  if (answer.kind === "failed") return `the engine gives no decision: ${answer.message}`;
  const { decision } = answer;
  if (wellFormed) {
    const parts = [
      ...(["allow", "allowedBy", "deniedBy", "malformed"] as const).filter(
        (part) => !same(native.reads[part], decision[part]),
      ),
      ...(["response", "obligations"] as const).filter(
        (part) => answerKey(native.reads, part) !== answerKey(decision, part),
      ),
      ...(["findings", "warnings"] as const).filter(
        (part) => foundKey(native.reads, part) !== foundKey(decision, part),
      ),
    ];
    return parts.length === 0
      ? undefined
      : `on a well-formed input the engine must give TypeScript's decision; ${parts.join(", ")} differ`;
  }
  if (native.whole.allow && !decision.allow)
    return "the engine must allow what TypeScript allows after checking the whole input";
  if (decision.allow && !native.reads.allow)
    return "the engine must not allow what TypeScript refuses to read";
  return undefined;
}

function same(left: boolean | readonly string[], right: boolean | readonly string[]): boolean {
  if (typeof left === "boolean" || typeof right === "boolean") return left === right;
  return left.length === right.length && left.every((name, index) => name === right[index]);
}

/** What was found, as a text to compare; nothing for a policy that allows or denies. */
function foundKey(decision: Decision | FindingDecision, part: "findings" | "warnings"): string | undefined {
  return "findings" in decision ? findingsKey(decision[part]) : undefined;
}

/** What a policy answers beside yes and no, as a text to compare; nothing where that is all. */
function answerKey(decision: AnsweredDecision, part: "response" | "obligations"): string | undefined {
  if (part === "response") return "response" in decision ? canonical(decision.response) : undefined;
  const { obligations } = decision;
  return obligations === undefined ? undefined : canonical(obligations.map(canonical).sort());
}
