import type { Answer } from "../event/answer.ts";
import { kindOf } from "../group/kind.ts";
import type { ReplayedEvent } from "../replay/replay-batch.ts";
import type { CountedChange } from "../report/hours.ts";
import type { OnError, Verdict } from "../report/report.ts";
import type { Polarities } from "./polarities.ts";
import { verdictOf } from "./verdict.ts";

/** How an event was answered, and how it would be. */
export interface Verdicts {
  readonly from: Verdict;
  readonly to: Verdict;
}

/** Changed events are, and those that an error made other than they were. */
export function isGrouped({ classification }: ReplayedEvent, { from, to }: Verdicts): boolean {
  return classification.class === "changed" || (classification.class === "error" && from !== to);
}

/** Whether base does not give what was recorded; those events are listed by the hour. */
export function isMismatch({ classification }: ReplayedEvent): boolean {
  return classification.class === "indeterminate" && classification.reason === "notReproduced";
}

/** Recorded and head verdicts, or base and head; undefined when one of them is not known. */
export function verdictsOf(
  { path, event, base, head, classification }: ReplayedEvent,
  polarities: Polarities,
): Verdicts | undefined {
  if (classification.class === "indeterminate" || head.kind === "unavailable") return undefined;
  const before: Answer | undefined =
    event.recorded.kind === "error" ? event.recorded : base.kind === "unavailable" ? undefined : base;
  if (before === undefined) return undefined;
  const polarity = polarities.learn(path, [before, head]);
  return { from: verdictOf(before, polarity), to: verdictOf(head, polarity) };
}

/** The kind of change, for the counts by hour. */
export function changeOf(
  { classification }: ReplayedEvent,
  verdicts: Verdicts | undefined,
  onError: OnError,
): CountedChange {
  if (classification.class === "indeterminate") return "notCompared";
  if (verdicts === undefined || classification.class === "unchanged") return undefined;
  return classification.class === "error" && verdicts.from === verdicts.to
    ? undefined
    : kindOf(verdicts.from, verdicts.to, onError);
}
