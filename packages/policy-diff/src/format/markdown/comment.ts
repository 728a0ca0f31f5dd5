import type { Report } from "../../report/report.ts";
import { isUnchanged } from "../describe.ts";
import { expectedSection } from "./expected.ts";
import { groupTable } from "./groups.ts";
import { footer, headline, howToAccept, summary, unchanged } from "./outcome.ts";
import { notCompared, warnings } from "./reservations.ts";
import { evidence, ruleTable } from "./rules.ts";
import { searchSection } from "./search.ts";
import { witnesses } from "./witnesses.ts";

export interface MarkdownOptions {
  /** Names this comment among others on the same pull request; `default` when absent. */
  readonly key?: string;
  /** The commit that the comment speaks of, for its marker; that of head, or a part of its digest, when absent. */
  readonly commit?: string;
  /** The most characters the comment may have; 60,000 when absent. */
  readonly budget?: number;
  readonly links?: MarkdownLinks;
}

/** Addresses that the comment links to; without them it links to nothing. */
export interface MarkdownLinks {
  /** The folder of each side's files, such as `https://github.com/acme/authz/blob/9c41e07/policies`. */
  readonly base?: string;
  readonly head?: string;
  /** Where the whole report is. */
  readonly report?: string;
}

/** How much of each part a comment shows. */
export interface Rung {
  readonly groups: number;
  readonly witnesses: number;
  readonly rules: number;
  readonly expectations: number;
  readonly reasons: number;
  readonly warnings: number;
}

const defaultBudget = 60_000;
const smallestBudget = 2_000;

/** The first rung that fits is taken. */
const rungs: readonly Rung[] = [
  { groups: 50, witnesses: 5, rules: 50, expectations: 50, reasons: 20, warnings: 10 },
  { groups: 50, witnesses: 0, rules: 20, expectations: 20, reasons: 20, warnings: 5 },
  { groups: 25, witnesses: 0, rules: 0, expectations: 10, reasons: 10, warnings: 3 },
  { groups: 10, witnesses: 0, rules: 0, expectations: 3, reasons: 3, warnings: 1 },
  { groups: 3, witnesses: 0, rules: 0, expectations: 0, reasons: 0, warnings: 0 },
  { groups: 0, witnesses: 0, rules: 0, expectations: 0, reasons: 0, warnings: 0 },
];

/** Stands behind the marker where nothing changed: an older comment is to be updated, but none to be made. */
const onlyUpdate = "<!-- bylaw:only-update -->";

/**
 * The report as one comment of a pull request. It stays within its budget by construction: witnesses go first, then
 * rules, then rows, in a fixed order; the marker stays. Everything that comes from logs or policies is escaped, so
 * that it pings nobody, loads nothing and cannot fake the marker by which the comment is found again.
 */
export function formatMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const budget = Math.max(smallestBudget, options.budget ?? defaultBudget);
  const first = marker(report, options);
  if (isUnchanged(report)) return `${first}\n${onlyUpdate}\n\n${unchanged(report)}\n`;
  for (const rung of rungs) {
    const text = comment(first, report, rung, options.links ?? {});
    if (text.length <= budget) return text;
  }
  return `${first}\n\n### Bylaw: ${headline(report)}\n`;
}

/** A key may hold what names of branches and folders do; everything else becomes a dash. */
function marker(report: Report, options: MarkdownOptions): string {
  const key = (options.key ?? "default").replace(/[^A-Za-z0-9._/-]/g, "-").slice(0, 100) || "default";
  const { commit, digest } = report.head;
  const head = [options.commit, commit, digest].find((text) => /^[0-9a-f]{7,64}$/.test(text ?? ""));
  return `<!-- bylaw:diff v1 key=${key} head=${(head ?? "0000000").slice(0, 12)} -->`;
}

function comment(first: string, report: Report, rung: Rung, links: MarkdownLinks): string {
  const parts = [
    first,
    `### Bylaw: ${headline(report)}`,
    summary(report),
    groupTable(report, rung, links),
    evidence(report),
    expectedSection(report, rung),
    witnesses(report, rung),
    ruleTable(report, rung, links),
    searchSection(report, rung),
    notCompared(report, rung),
    warnings(report, rung),
    howToAccept(report, links),
    footer(report),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
