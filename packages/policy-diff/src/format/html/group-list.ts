import type { Group, Report } from "../../report/report.ts";
import {
  count,
  expectationText,
  moreGroups,
  noRuleText,
  plural,
  rulePlace,
  shortPlace,
  whereText,
} from "../describe.ts";
import { shortened } from "../escape.ts";
import { code, element, fitting, joined, link, type Markup } from "./markup.ts";
import { kindLabel, transitionText } from "./wording.ts";

/** A row for each of the groups that fit, the gravest first. */
export function groupRows({ groups }: Report, bytes: number): readonly Markup[] {
  return fitting(groups, bytes, row);
}

export function groupList(rows: readonly Markup[], report: Report): Markup {
  const { groups, groupsOmitted } = report;
  if (groups.length === 0) return element("p", {}, "No recorded decision changes.");
  const left = groups.length - rows.length;
  return joined(
    element("ol", { class: "group-list", id: "group-list" }, rows),
    left === 0
      ? undefined
      : element(
          "p",
          { class: "warning" },
          `${plural(left, "more group")} did not fit; the JSON report has them.`,
        ),
    groupsOmitted.groups === 0
      ? undefined
      : element(
          "p",
          { class: "note" },
          `${moreGroups(groupsOmitted.groups, report)} with ${plural(groupsOmitted.events, "decision")} are past the bound of the report.`,
        ),
  );
}

function row(group: Group): Markup {
  const rules = group.rules.head.length > 0 ? group.rules.head : group.rules.base;
  const [where] = group.where;
  return element(
    "li",
    { "data-group": group.id },
    link(
      `g=${group.id}`,
      element(
        "span",
        { class: "row-head" },
        kindLabel(group.kind),
        " ",
        element("b", {}, count(group.count)),
        ` ${transitionText(group.transition)}`,
        group.expected === null ? "" : ` · ${expectationText(group.expected)}`,
        group.sinceLast === "new" ? " · new" : "",
      ),
      element(
        "span",
        { class: "row-rule" },
        rules.length === 0
          ? noRuleText(group)
          : rules
              .slice(0, 2)
              .map((rule, index) => [
                index === 0 ? "" : ", ",
                `“${shortened(rule.name, 80)}” `,
                code(rulePlace(rule), 60),
              ]),
      ),
      element("span", { class: "row-where" }, group.id, " · ", code(group.path, 60)),
      where === undefined
        ? undefined
        : element(
            "span",
            { class: "row-where" },
            shortened(`${shortPlace(where.path)}: ${whereText(where)}`, 90),
          ),
    ),
  );
}
