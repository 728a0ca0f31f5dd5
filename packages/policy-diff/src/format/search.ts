import type { Group, Report, RuleRow, SearchVerdict } from "../report/report.ts";
import { count, plural, valueText } from "./describe.ts";

const verdicts: Readonly<Record<SearchVerdict, string>> = {
  noDifferenceFound: "no difference found",
  morePermissive: "more permissive",
  lessPermissive: "less permissive",
  incomparable: "incomparable: more is let in, and less",
  otherAnswers: "other answers, nobody let in or locked out",
};

export function verdictText(verdict: SearchVerdict): string {
  return verdicts[verdict];
}

/** Whether nothing recorded was to be read. */
export function isSearchAlone(report: Report): boolean {
  return report.search !== undefined && report.sources.length === 0;
}

/** What a search did, in one line; undefined without one. */
export function searchText({ search }: Report): string | undefined {
  if (search === undefined) return undefined;
  const undecided = search.undecided === 0 ? "" : `, ${count(search.undecided)} of them without an answer`;
  return `${plural(search.inputs, "input")}${undecided}, seed ${search.seed}, ${search.seconds} s`;
}

/** How often a group was recorded. */
export function countText(group: Group): string {
  return group.origin === "generated" ? "not in recorded decisions" : count(group.count);
}

/** The input that shows a generated group; undefined for others. */
export function witnessText({ witness }: Group): string | undefined {
  if (witness === undefined) return undefined;
  const at = witness.now === null ? "" : ` at ${witness.now}`;
  return `${valueText(witness.input)}${at}`;
}

const kinds: Readonly<Record<Group["kind"], string>> = {
  grant: "grant",
  lockout: "lock-out",
  error: "error",
  other: "other answer",
};

/** What generated inputs showed of a changed rule. */
export function foundText({ found, generated }: RuleRow): string {
  if (found === undefined) return "not searched";
  if (found.length > 0) return `${found.map((kind) => kinds[kind]).join(" and ")} found`;
  return generated === 0 ? "not reached" : "no difference found";
}
