import type { Explanation } from "../../explain/explanation.ts";
import type { Group, Report } from "../../report/report.ts";
import { plural, sideText } from "../describe.ts";
import { markupText, scriptText, shortened } from "../escape.ts";
import { jsonText } from "../json-text.ts";
import { aboutView } from "./about.ts";
import { dataView } from "./data.ts";
import { groupList } from "./group-list.ts";
import { groupPage } from "./group-page.ts";
import { element, joined, link, type Markup } from "./markup.ts";
import { notComparedView } from "./not-compared.ts";
import { overview } from "./overview.ts";
import { readPageFiles } from "./page-files.ts";
import { rulesView } from "./rules.ts";
import { verdictBar } from "./verdict-bar.ts";

export interface HtmlOptions {
  /** What led to the examples; without it, groups have no rules beside each other and events no places. */
  readonly explanation?: Explanation;
  /** The most bytes that the pages of groups may take; groups past it are rows of the list only. 4,000,000 when absent. */
  readonly groupBytes?: number;
}

const defaultGroupBytes = 4_000_000;

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
export function formatHtml(report: Report, options: HtmlOptions = {}): string {
  const { style, script, policy } = readPageFiles();
  const content: Readonly<Record<(typeof views)[number][0], Markup>> = {
    overview: overview(report),
    groups: groupsView(report, options),
    rules: rulesView(report),
    "not-compared": notComparedView(report),
    data: dataView(report),
    about: aboutView(report),
  };
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
<script type="application/json" id="report-groups">${scriptText(jsonText(report.groups.map(facetsOf), 0))}</script>
<script>${script}</script>
</body>
</html>
`;
}

function groupsView(report: Report, options: HtmlOptions): Markup {
  const explained = new Map(options.explanation?.groups.map((group) => [group.id, group]));
  const most = options.groupBytes ?? defaultGroupBytes;
  const pages: Markup[] = [];
  let bytes = 0;
  for (const group of report.groups) {
    const page = groupPage(group, explained.get(group.id), report);
    bytes += Buffer.byteLength(page.text);
    if (bytes > most) break;
    pages.push(page);
  }
  const left = report.groups.length - pages.length;
  return joined(
    element("h2", {}, plural(report.groups.length, "group")),
    element(
      "div",
      { class: "groups" },
      element("div", { class: "list", id: "list" }, groupList(report)),
      element(
        "div",
        { class: "pages" },
        pages,
        left > 0
          ? element(
              "p",
              { class: "warning" },
              `This page is full: ${plural(left, "group")} ${left === 1 ? "is a row" : "are rows"} of the list only. The JSON report has all of them.`,
            )
          : undefined,
      ),
    ),
  );
}

/** What the script filters by, as text. */
function facetsOf(group: Group) {
  const rules = [...group.rules.base, ...group.rules.head];
  return {
    id: group.id,
    change: group.kind,
    transition: group.transition,
    decision: shortened(group.path, 200),
    rules: [...new Set(rules.map(({ name }) => shortened(name, 160)))].slice(0, 10),
    changedHere: rules.some(({ status }) => status !== "same") ? "yes" : "no",
    day: group.lastSeen?.slice(0, 10) ?? "",
    text: shortened(
      [group.id, group.path, ...rules.map(({ name }) => name), ...group.where.map(({ path }) => path)].join(
        " ",
      ),
      600,
    ),
  };
}
