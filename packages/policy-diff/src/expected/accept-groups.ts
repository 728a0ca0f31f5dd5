import { DiffFailed } from "../failure.ts";
import { type ExpectedChange, type ExpectedChanges, isDay, rulesBehind } from "./expected-changes.ts";
import type { SavedReport } from "./saved-report.ts";

/** Which groups are accepted, how far, and why. */
export interface Acceptance {
  /** Names of groups in the report, such as `g-3d90aa`. */
  readonly groups: readonly string[];
  readonly maximum: number;
  readonly reason: string;
  /** The last day on which it holds. */
  readonly expires?: string;
  readonly acceptedBy: string;
  /** The day of the acceptance, such as `2026-11-25`. */
  readonly acceptedOn: string;
}

const named = "they are named as in the report, such as g-3d90aa";

/**
 * Adds groups of a report to the expected changes. A group that was accepted before is accepted anew.
 *
 * @param before undefined when there is no file yet
 * @returns what the file is to hold, by path and group
 * @throws DiffFailed `optionInvalid` when a group is not in the report, or has more decisions than the maximum
 */
export function acceptGroups(
  before: ExpectedChanges | undefined,
  report: SavedReport,
  { groups, maximum, reason, expires, acceptedBy, acceptedOn }: Acceptance,
): ExpectedChanges {
  const refuse = (message: string) => new DiffFailed("optionInvalid", message);
  if (groups.length === 0) throw refuse(`no group to accept; ${named}`);
  if (!Number.isSafeInteger(maximum) || maximum < 0) throw refuse("the maximum must be a whole number");
  if (reason.trim() === "" || reason.length > 1000)
    throw refuse("a reason is needed, of at most 1,000 characters");
  if (acceptedBy.trim() === "" || acceptedBy.length > 200) throw refuse("who accepts it must be said");
  if (expires !== undefined && !isDay(expires))
    throw refuse(`it expires on a day such as 2026-12-31, not ${JSON.stringify(expires)}`);
  if (expires !== undefined && expires < acceptedOn) throw refuse(`${expires} is over already`);
  const accepted = new Map((before?.expected ?? []).map((change) => [change.fingerprint, change]));
  for (const name of groups) {
    const group = report.groups.find(({ id }) => id === name);
    if (group === undefined)
      throw refuse(`no group ${JSON.stringify(name)} in the report of ${report.generatedAt}; ${named}`);
    if (group.count > maximum)
      throw refuse(`${name} has ${group.count} decisions, more than the maximum of ${maximum}`);
    accepted.set(group.fingerprint, {
      group: group.id,
      fingerprint: group.fingerprint,
      path: group.path,
      transition: group.transition,
      rules: rulesBehind(group),
      maximum,
      reason: reason.trim(),
      ...(expires === undefined ? {} : { expires }),
      acceptedBy: acceptedBy.trim(),
      acceptedOn,
    });
  }
  return { version: 1, expected: [...accepted.values()].sort(byPlace) };
}

function byPlace(a: ExpectedChange, b: ExpectedChange): number {
  const [left, right] = [a, b].map(({ path, group }) => `${path}\0${group}`);
  return (left ?? "") < (right ?? "") ? -1 : 1;
}

/** The text of the file: one member a line, in one order, so that a review shows what was added. */
export function formatExpected(changes: ExpectedChanges): string {
  return `${JSON.stringify(changes, null, 2)}\n`;
}
