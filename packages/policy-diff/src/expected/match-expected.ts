import type { ExpectedSummary, Group, UnmatchedExpectation } from "../report/report.ts";
import { type ExpectedChange, type ExpectedChanges, rulesBehind } from "./expected-changes.ts";

export interface Matched {
  /** The groups, each with what was expected of it. */
  readonly groups: readonly Group[];
  readonly summary: ExpectedSummary | null;
}

/**
 * Finds what was expected of each group. An expectation that has expired, or whose maximum is passed, covers nothing:
 * the whole group is unexpected then.
 *
 * @param day on which it is asked, such as `2026-11-25`
 */
export function matchExpected(
  groups: readonly Group[],
  expected: { readonly file: string; readonly changes: ExpectedChanges } | undefined,
  day: string,
): Matched {
  if (expected === undefined) return { groups, summary: null };
  const left = new Map(expected.changes.expected.map((change) => [change.fingerprint, change]));
  const matched = groups.map((group): Group => {
    const change = left.get(group.fingerprint);
    if (change === undefined || !describes(change, group)) return group;
    left.delete(group.fingerprint);
    return {
      ...group,
      expected: {
        status: isOver(change, day) ? "expired" : group.count > change.maximum ? "overMaximum" : "covered",
        maximum: change.maximum,
        reason: change.reason,
        expires: change.expires ?? null,
        acceptedBy: change.acceptedBy,
      },
    };
  });
  const present = new Set(groups.map(({ fingerprint }) => fingerprint));
  return {
    groups: matched,
    summary: {
      file: expected.file,
      changes: expected.changes.expected.length,
      unmatched: [...left.values()].map((change) => unmatched(change, present, day)),
    },
  };
}

/** What a reviewer has read in the file must be what it covers. */
function describes(change: ExpectedChange, group: Group): boolean {
  return (
    change.path === group.path &&
    change.transition === group.transition &&
    JSON.stringify([...change.rules].sort()) === JSON.stringify(rulesBehind(group))
  );
}

function isOver({ expires }: ExpectedChange, day: string): boolean {
  return expires !== undefined && day > expires;
}

function unmatched(change: ExpectedChange, present: ReadonlySet<string>, day: string): UnmatchedExpectation {
  return {
    group: change.group,
    path: change.path,
    transition: change.transition,
    why: present.has(change.fingerprint) ? "describedOtherwise" : "absent",
    maximum: change.maximum,
    reason: change.reason,
    expires: change.expires ?? null,
    expired: isOver(change, day),
    acceptedBy: change.acceptedBy,
  };
}
