import type { Group, SinceLast } from "../report/report.ts";
import type { SavedReport } from "./saved-report.ts";

/**
 * Compares the groups with those of an older report.
 *
 * @returns the groups, each said to be new or not, and those that are gone
 */
export function compareWithLast(
  groups: readonly Group[],
  last: SavedReport | undefined,
): { readonly groups: readonly Group[]; readonly sinceLast: SinceLast | null } {
  if (last === undefined) return { groups, sinceLast: null };
  const before = new Set(last.groups.map(({ fingerprint }) => fingerprint));
  const now = new Set(groups.map(({ fingerprint }) => fingerprint));
  const compared = groups.map(
    (group): Group => ({ ...group, sinceLast: before.has(group.fingerprint) ? "same" : "new" }),
  );
  return {
    groups: compared,
    sinceLast: {
      generatedAt: last.generatedAt,
      head: last.head.label,
      new: compared.filter(({ sinceLast }) => sinceLast === "new").length,
      gone: last.groups
        .filter(({ fingerprint }) => !now.has(fingerprint))
        .map(({ id, path, transition, count }) => ({ id, path, transition, count })),
    },
  };
}
