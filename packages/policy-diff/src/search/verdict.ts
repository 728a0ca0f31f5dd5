import type { Group, SearchVerdict } from "../report/report.ts";

/** What differences say of head beside base. */
export function searchVerdict(kinds: ReadonlySet<Group["kind"]>): SearchVerdict {
  if (kinds.size === 0) return "noDifferenceFound";
  const [more, less] = [kinds.has("grant"), kinds.has("lockout")];
  if (more && less) return "incomparable";
  if (more) return "morePermissive";
  return less ? "lessPermissive" : "otherAnswers";
}
