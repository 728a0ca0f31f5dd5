import type { Group, Report } from "../../report/report.ts";
import { changesText, count, distrust, minute, percent, plural, unmatchedText } from "../describe.ts";
import { shortened } from "../escape.ts";
import { bars } from "./bars.ts";
import { hoursChart } from "./hours-chart.ts";
import { code, element, joined, link, type Markup } from "./markup.ts";
import { table } from "./table.ts";
import { kindLabel, transitionText } from "./wording.ts";

/** From what was read to what changes, when, and because of what. */
export function overview(report: Report): Markup {
  return joined(
    element("h2", {}, headline(report)),
    distrust(report) === undefined ? undefined : element("p", { class: "warning" }, distrust(report)),
    element("h3", {}, "From what was read to what changes"),
    funnel(report),
    element("h3", {}, "When"),
    hoursChart(report.hours),
    element("h3", {}, "Because of which rules"),
    topRules(report.groups),
    element("h3", {}, "Which decisions"),
    decisions(report),
    expectations(report),
    sinceLast(report),
    warnings(report),
  );
}

function headline(report: Report): string {
  const said = changesText(report);
  return said.length === 0 ? "No recorded decision changes" : said.join(", ");
}

function funnel({ totals, sources }: Report): Markup {
  const compared = totals.events - totals.indeterminate;
  return bars("From read to changed", [
    {
      name: "read",
      value: totals.read,
      remark: `in ${plural(sources.length, "file")}`,
    },
    {
      name: "in scope",
      value: totals.events,
      remark: `without ${count(totals.outOfScope)} out of scope, ${plural(totals.duplicate, "duplicate")}, ${count(totals.unreadable)} unreadable`,
    },
    {
      name: "compared",
      value: compared,
      remark: totals.indeterminate === 0 ? "all of them" : `${count(totals.indeterminate)} could not be`,
    },
    {
      name: "changed",
      value: totals.changed,
      remark: `${percent(totals.changed / Math.max(1, compared))} of those compared${totals.error > 0 ? `; ${count(totals.error)} more with an error` : ""}`,
    },
  ]);
}

function topRules(groups: readonly Group[]): Markup {
  const sums = new Map<string, number>();
  for (const group of groups) {
    const rules = group.rules.head.length > 0 ? group.rules.head : group.rules.base;
    for (const { name } of rules) sums.set(name, (sums.get(name) ?? 0) + group.count);
  }
  const top = [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, 10);
  if (top.length === 0) return element("p", { class: "note" }, "No rule explains a change.");
  return bars(
    "Changed decisions by rule",
    top.map(([name, value]) => ({ name: shortened(name, 160), value })),
  );
}

function decisions(report: Report): Markup {
  return table(
    "Decisions in scope",
    [
      { title: "decision", cell: ({ path }) => code(path, 200) },
      {
        title: "read as",
        cell: ({ polarity, polaritySource }) => `${polarity} (${polaritySource})`,
      },
      { title: "on", cell: ({ sides }) => (sides.length === 2 ? "both sides" : `${sides.join("")} only`) },
      { title: "decisions", number: true, cell: ({ totals }) => count(totals.events) },
      { title: "changed", number: true, cell: ({ totals }) => count(totals.changed) },
      { title: "not compared", number: true, cell: ({ totals }) => count(totals.indeterminate) },
      {
        title: "transitions",
        cell: ({ transitions }) =>
          Object.entries(transitions)
            .filter(([pair, number]) => number > 0 && pair.split("->")[0] !== pair.split("->")[1])
            .map(([pair, number]) => `${transitionText(pair)} ${count(number)}`)
            .join(", "),
      },
    ],
    report.decisions,
    { noun: "decision" },
  );
}

function expectations({ expected }: Report): Markup | undefined {
  if (expected === null) return undefined;
  return joined(
    element("h3", {}, "Expected changes"),
    element(
      "p",
      {},
      code(expected.file, 200),
      ` expects ${plural(expected.changes, "change")}; no group meets ${count(expected.unmatched.length)} of them.`,
    ),
    expected.unmatched.length === 0
      ? undefined
      : table(
          "Expectations that no group meets",
          [
            { title: "group", cell: ({ group }) => code(group, 80) },
            { title: "decision", cell: ({ path }) => code(path, 200) },
            { title: "transition", cell: ({ transition }) => transitionText(transition) },
            { title: "why", cell: (row) => unmatchedText(row) },
            { title: "reason", cell: ({ reason }) => shortened(reason, 300) },
          ],
          expected.unmatched,
          { noun: "expectation" },
        ),
  );
}

function sinceLast({ sinceLast: last }: Report): Markup | undefined {
  if (last === null) return undefined;
  return joined(
    element("h3", {}, "Since the last report"),
    element(
      "p",
      {},
      `Made ${minute(last.generatedAt)}: ${plural(last.new, "group")} new, ${plural(last.gone.length, "group")} gone.`,
    ),
    last.gone.length === 0
      ? undefined
      : table(
          "Groups that are gone",
          [
            { title: "group", cell: ({ id }) => code(id, 80) },
            { title: "decision", cell: ({ path }) => code(path, 200) },
            { title: "transition", cell: ({ transition }) => transitionText(transition) },
            { title: "decisions", number: true, cell: (row) => count(row.count) },
          ],
          last.gone,
          { noun: "group" },
        ),
  );
}

function warnings({ warnings, groups }: Report): Markup {
  const first = groups[0];
  return joined(
    warnings.length === 0
      ? undefined
      : joined(
          element("h3", {}, "Warnings"),
          element(
            "ul",
            {},
            warnings.slice(0, 50).map(({ message }) => element("li", {}, shortened(message, 500))),
          ),
          warnings.length > 50
            ? element(
                "p",
                { class: "note" },
                `${plural(warnings.length - 50, "warning")} more; the JSON report has them.`,
              )
            : undefined,
        ),
    first === undefined
      ? undefined
      : element("p", {}, "Start with ", link(`g=${first.id}`, first.id), " ", kindLabel(first.kind), "."),
  );
}
