import type { Outcome } from "@bylaw/engine";
import { sameAnswer } from "../event/answer.ts";
import type { RecordedEvent } from "../event/recorded-event.ts";
import type { IndeterminateReason } from "../report/report.ts";

/** The class of an event that is in scope, and what it rests on. */
export type Classification =
  | { readonly class: "unchanged" | "changed" | "error" }
  | {
      readonly class: "indeterminate";
      readonly reason: IndeterminateReason;
      readonly paths: readonly string[];
    };

/** What is known of an event after the replay. */
export interface Replayed {
  readonly event: RecordedEvent;
  readonly base: Outcome;
  readonly head: Outcome;
  /** Masked fields that the answer of a side may depend on. */
  readonly maskedReads: readonly string[];
  /** The same of fields that a corpus did not keep. */
  readonly missingReads: readonly string[];
}

/**
 * Puts an event in scope into its class: the first row that fits, in the order of the reference page.
 */
export function classify({ event, base, head, maskedReads, missingReads }: Replayed): Classification {
  if (event.input.kind === "unparsed") return indeterminate("input", []);
  if (event.asked.kind === "filter") return indeterminate("partialEvaluation", []);
  const resultMasked = event.masked
    .map(({ pointer }) => pointer)
    .filter((pointer) => pointer === "/result" || pointer.startsWith("/result/"));
  const reproduced =
    base.kind !== "unavailable" &&
    resultMasked.length === 0 &&
    (event.withoutRecord === true || sameAnswer(base, event.recorded));
  if (event.recorded.kind === "error") return { class: "error" };
  if (reproduced && (base.kind === "error" || head.kind === "error")) return { class: "error" };
  if (missingReads.length > 0) return indeterminate("notInCorpus", [...new Set(missingReads)].sort());
  const masked = [...new Set([...maskedReads, ...resultMasked])].sort();
  if (masked.length > 0) return indeterminate("masked", masked);
  const reason = [base, head].some(
    (outcome) => outcome.kind === "unavailable" && outcome.reason === "notRecorded",
  )
    ? "nondeterministic"
    : "unsupportedBuiltin";
  if (base.kind === "unavailable" || head.kind === "unavailable") {
    const uncalled = [base, head].flatMap((outcome) =>
      outcome.kind === "unavailable" ? [outcome.builtin] : [],
    );
    return indeterminate(reason, [...new Set(uncalled)].sort());
  }
  if (!reproduced) return indeterminate("notReproduced", []);
  return { class: sameAnswer(base, head) ? "unchanged" : "changed" };
}

function indeterminate(reason: IndeterminateReason, paths: readonly string[]): Classification {
  return { class: "indeterminate", reason, paths };
}
