import type { Example, Shown, ShownAnswer } from "../report/report.ts";

/** What stands behind the groups of a report: the rules as they are written, and how the examples came out. */
export interface Explanation {
  /** In the order of the report's groups. */
  readonly groups: readonly GroupExplanation[];
}

export interface GroupExplanation {
  /** The group's id. */
  readonly id: string;
  /** The group's rules on each side, and on the other side what is called the same there. */
  readonly rules: { readonly base: readonly WrittenRule[]; readonly head: readonly WrittenRule[] };
  /** In the order of the group's examples. */
  readonly events: readonly ExplainedEvent[];
}

/** A rule as it stands in its module. */
export interface WrittenRule {
  readonly title: string;
  /** The module, and the row of the first of the lines, from 1. */
  readonly file: string;
  readonly row: number;
  readonly lines: readonly string[];
  /** Where its author wrote it, when the module was compiled from something else. */
  readonly writtenAt: { readonly file: string; readonly row: number } | null;
}

export interface ExplainedEvent {
  readonly source: Example["source"];
  readonly recorded: ShownAnswer;
  readonly base: ShownAnswer;
  readonly head: ShownAnswer;
  /** The places of the input that the text of a side names. */
  readonly places: readonly ReadPlace[];
  /** How the lines of the group's rules came out; null where that cannot be told. */
  readonly lines: {
    readonly base: readonly LineOutcome[] | null;
    readonly head: readonly LineOutcome[] | null;
  };
}

export interface ReadPlace {
  /** `input.attributes.request.http.method` */
  readonly path: string;
  /** Absent when there is nothing at this place. */
  readonly value?: Shown;
  /** Which sides read it for this decision; null where that cannot be told. */
  readonly readBy: readonly ("base" | "head")[] | null;
}

/** `both`: a loop, in which it held for some elements and not for others. */
export interface LineOutcome {
  readonly file: string;
  readonly row: number;
  readonly endRow: number;
  readonly outcome: "succeeded" | "failed" | "both" | "notReached";
}
