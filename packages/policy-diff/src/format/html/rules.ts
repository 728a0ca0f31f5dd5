import type { Group, Report, RuleRow } from "../../report/report.ts";
import { count, plural } from "../describe.ts";
import { shortened } from "../escape.ts";
import { lookedAtText, testsText, unrecorded } from "../evidence.ts";
import { foundText } from "../search.ts";
import { code, element, joined, link, type Markup } from "./markup.ts";
import { table } from "./table.ts";

const linkedGroups = 8;

/** The rules that differ between the sides, and what tried them. */
export function rulesView(report: Report): Markup {
  const { rules, groups } = report;
  const unreached = unrecorded(report).length;
  const lookedAt = lookedAtText(report);
  return joined(
    element("h2", {}, "Rules that differ, and what tried them"),
    rules.length === 0
      ? element("p", {}, "No rule behind these decisions differs between base and head.")
      : joined(
          element(
            "p",
            { class: unreached > 0 ? "warning" : undefined },
            unreached === 0
              ? `Recorded decisions reached each of the ${plural(rules.length, "rule")}.`
              : `${unreached === 1 ? "1 rule was" : `${count(unreached)} rules were`} reached by no recorded decision: what ${unreached === 1 ? "it does" : "they do"}, this report cannot say.`,
          ),
          lookedAt === undefined ? undefined : element("p", { class: "note" }, `Tests of ${lookedAt}.`),
          table(
            "Changed rules and the evidence for them",
            [
              { title: "rule", cell: ({ name }: RuleRow) => element("strong", {}, shortened(name, 160)) },
              {
                title: "place",
                cell: ({ file, row, endRow }) =>
                  code(endRow > row ? `${file}:${row}–${endRow}` : `${file}:${row}`, 160),
              },
              { title: "change", cell: ({ change }) => change },
              { title: "recorded, base", number: true, cell: ({ recorded }) => count(recorded.base) },
              { title: "recorded, head", number: true, cell: ({ recorded }) => count(recorded.head) },
              ...(report.tests === undefined
                ? []
                : [{ title: "tests", number: true, cell: (rule: RuleRow) => testsText(rule) }]),
              { title: "generated", number: true, cell: ({ generated }) => count(generated) },
              ...(report.search === undefined
                ? []
                : [{ title: "search", cell: (rule: RuleRow) => foundText(rule) }]),
              { title: "groups", cell: (rule) => groupLinks(rule, groups) },
            ],
            rules,
            { most: 300, noun: "rule" },
          ),
        ),
  );
}

function groupLinks(rule: RuleRow, groups: readonly Group[]): Markup {
  const named = groups.filter((group) =>
    [...group.rules.base, ...group.rules.head].some(
      ({ file, row, name }) => name === rule.name && file === rule.file && row === rule.row,
    ),
  );
  const left = named.length - linkedGroups;
  return joined(
    named.slice(0, linkedGroups).map(({ id }, index) => joined(index === 0 ? "" : ", ", link(`g=${id}`, id))),
    left > 0 ? ` and ${count(left)} more` : "",
  );
}
