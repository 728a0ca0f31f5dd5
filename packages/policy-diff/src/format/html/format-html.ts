import type { Explanation } from "../../explain/explanation.ts";
import type { Group, Report } from "../../report/report.ts";
import { plural, sideText } from "../describe.ts";
import { markupText, scriptText, shortened } from "../escape.ts";
import { jsonText } from "../json-text.ts";
import { aboutView } from "./about.ts";
import { dataView } from "./data.ts";
import { groupList, groupRows } from "./group-list.ts";
import { groupPage } from "./group-page.ts";
import { element, fitting, joined, link, type Markup } from "./markup.ts";
import { notComparedView } from "./not-compared.ts";
import { overview } from "./overview.ts";
import { readPageFiles } from "./page-files.ts";
import { rulesView } from "./rules.ts";
import { verdictBar } from "./verdict-bar.ts";

export interface HtmlOptions {
  /** What led to the examples; without it, groups have no rules beside each other and events no places. */
  readonly explanation?: Explanation;
}

/** Mail and artefact viewers take so much; groups that do not fit are rows of the list only, and it is said. */
const mostBytes = 5_000_000;
const mostListBytes = 900_000;

const views = [
  ["overview", "Overview"],
  ["groups", "Groups"],
  ["rules", "Rules"],
  ["not-compared", "Not compared"],
  ["data", "Data"],
  ["about", "About"],
] as const;

/**
 * The report as one page that needs nothing else: no network, no other file. It is whole without its script, which
 * shows a view at a time, filters the groups and opens what `#g=GROUP` and `#g=GROUP&e=EVENT` name.
 *
 * All that comes from logs and policies is escaped text; a content security policy lets only the page's own style and
 * script in, by their digests.
 */
export function formatHtml(report: Report, { explanation }: HtmlOptions = {}): string {
  const rows = groupRows(report, mostListBytes);
  const facets = report.groups.slice(0, rows.length).map(facetsOf);
  const page = (groups: Markup) =>
    document(
      report,
      {
        overview: overview(report),
        groups,
        rules: rulesView(report),
        "not-compared": notComparedView(report),
        data: dataView(report),
        about: aboutView(report),
      },
      scriptText(jsonText(facets, 0)),
    );
  const withoutPages = page(groupsView(rows, [], report));
  const explained = new Map(explanation?.groups.map((group) => [group.id, group]));
  const pages = fitting(report.groups, mostBytes - Buffer.byteLength(withoutPages), (group) =>
    groupPage(group, explained.get(group.id), report),
  );
  return page(groupsView(rows, pages, report));
}

function document(
  report: Report,
  content: Readonly<Record<(typeof views)[number][0], Markup>>,
  facets: string,
): string {
  const { style, script, policy } = readPageFiles();
  const body = joined(
    element(
      "div",
      { class: "top" },
      verdictBar(report),
      element(
        "nav",
        { "aria-label": "Views" },
        views.map(([id, title]) => link(id, title)),
      ),
    ),
    element(
      "main",
      {},
      views.map(([id, title]) =>
        element("section", { class: "view", id, "aria-label": title, tabindex: -1 }, content[id]),
      ),
    ),
  );
  const title = `Bylaw diff: ${shortened(sideText(report.base), 60)} → ${shortened(sideText(report.head), 60)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${markupText(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${markupText(title)}</title>
<style>${style}</style>
</head>
<body>
${body.text}
<script type="application/json" id="report-groups">${facets}</script>
<script>${script}</script>
</body>
</html>
`;
}

function groupsView(rows: readonly Markup[], pages: readonly Markup[], report: Report): Markup {
  const left = report.groups.length - pages.length;
  const full =
    left === 0
      ? undefined
      : element(
          "p",
          { class: "warning" },
          `This page is full: it has no details of the last ${plural(left, "group")}. The JSON report has all of them.`,
        );
  return joined(
    element("h2", {}, plural(report.groups.length, "group")),
    element(
      "div",
      { class: "groups" },
      element("div", { class: "list", id: "list" }, groupList(rows, report)),
      element("div", { class: "pages" }, full, pages),
    ),
  );
}

/** What the script filters by, as text. */
function facetsOf(group: Group) {
  const rules = [...group.rules.base, ...group.rules.head];
  return {
    id: group.id,
    change: group.kind,
    transition: shortened(group.transition, 40),
    decision: shortened(group.path, 100),
    rules: [...new Set(rules.map(({ name }) => shortened(name, 80)))].slice(0, 4),
    changedHere: rules.some(({ status }) => status !== "same") ? "yes" : "no",
    expected: group.expected?.status ?? "no",
    sinceLast: group.sinceLast ?? "",
    day: group.lastSeen?.slice(0, 10) ?? "",
    text: shortened(
      [group.id, group.path, ...rules.map(({ name }) => name), ...group.where.map(({ path }) => path)].join(
        " ",
      ),
      250,
    ),
  };
}
