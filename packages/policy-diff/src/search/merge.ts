import type { Group, Report, RuleRow } from "../report/report.ts";
import type { Searched } from "./searched.ts";
import { searchVerdict } from "./verdict.ts";

type Parts = Pick<Report, "groups" | "rules">;

/**
 * Puts what a search found beside what recorded decisions show. A group of both stays a recorded one.
 *
 * @param recorded the groups and rules of recorded decisions
 * @param kindsOf what recorded decisions show of a decision
 */
export function withSearched(
  recorded: Parts,
  searched: Searched,
  kindsOf: (path: string) => readonly Group["kind"][],
): Parts & Required<Pick<Report, "search">> {
  const known = new Set(recorded.groups.map(({ id }) => id));
  const added = searched.groups.filter(({ id }) => !known.has(id));
  const decisions = searched.summary.decisions.map((decision) => {
    const found = searched.groups.filter(({ path }) => path === decision.path).map(({ kind }) => kind);
    return { ...decision, verdict: searchVerdict(new Set([...found, ...kindsOf(decision.path)])) };
  });
  const all = searched.summary.decisions.flatMap(({ path }) => kindsOf(path));
  return {
    groups: [...recorded.groups, ...added].sort(byKind),
    rules: mergedRules(recorded.rules, searched),
    search: {
      ...searched.summary,
      decisions,
      verdict: searchVerdict(new Set([...all, ...searched.groups.map(({ kind }) => kind)])),
    },
  };
}

const importance: Readonly<Record<Group["kind"], number>> = { grant: 0, lockout: 1, error: 2, other: 3 };

/** The order within a kind stays: recorded ones by size, then generated ones. */
function byKind(a: Group, b: Group): number {
  return importance[a.kind] - importance[b.kind];
}

function mergedRules(recorded: readonly RuleRow[], { rules, groups }: Searched): readonly RuleRow[] {
  const keyOf = ({ name, file, row, change }: RuleRow) => JSON.stringify([name, file, row, change]);
  const rows = new Map(recorded.map((row) => [keyOf(row), row]));
  for (const row of rules) {
    const known = rows.get(keyOf(row));
    rows.set(keyOf(row), { ...row, recorded: known?.recorded ?? row.recorded });
  }
  // A changed rule has a place on each side, and the row has but one.
  const foundOf = ({ name, change }: RuleRow) => {
    const kinds = groups.flatMap(({ kind, rules: { base, head } }) =>
      [...base, ...head].some((rule) => rule.name === name && rule.status === change) ? [kind] : [],
    );
    return [...new Set(kinds)].sort((a, b) => importance[a] - importance[b]);
  };
  return [...rows.values()]
    .map((row) => ({ ...row, found: foundOf(row) }))
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.row - b.row));
}
