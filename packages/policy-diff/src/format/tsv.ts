import type { Group, Report } from "../report/report.ts";
import { rulePlace, whereText } from "./describe.ts";
import { shortened, tabbedText } from "./escape.ts";

/** The columns, in an order that only grows at its end. */
const columns: readonly (readonly [name: string, of: (group: Group) => string])[] = [
  ["group", ({ id }) => id],
  ["kind", ({ kind }) => kind],
  ["transition", ({ transition }) => transition],
  ["decision", ({ path }) => path],
  ["count", ({ count }) => String(count)],
  ["share", ({ share }) => String(share)],
  ["principals", ({ distinct }) => String(distinct.principal ?? "")],
  ["resources", ({ distinct }) => String(distinct.resource ?? "")],
  ["first_seen", ({ firstSeen }) => firstSeen ?? ""],
  ["last_seen", ({ lastSeen }) => lastSeen ?? ""],
  ["base_rules", ({ rules }) => rules.base.map(ruleField).join("; ")],
  ["head_rules", ({ rules }) => rules.head.map(ruleField).join("; ")],
  ["where", ({ where }) => where.map((place) => `${place.path}: ${whereText(place)}`).join("; ")],
  ["witness", ({ examples }) => examples[0]?.decision_id ?? ""],
  ["witness_file", ({ examples }) => examples[0]?.source.file ?? ""],
  ["witness_position", ({ examples }) => String(examples[0]?.source.position ?? "")],
  ["expected", ({ expected }) => expected?.status ?? ""],
  ["since_last", ({ sinceLast }) => sinceLast ?? ""],
  ["cause", ({ cause }) => cause ?? ""],
];

const longestField = 2_000;

/** The groups as tab-separated values, a line each under a line of names, for pipes and spreadsheets. */
export function formatTsv(report: Report): string {
  const lines = [
    columns.map(([name]) => name),
    ...report.groups.map((group) => columns.map(([, of]) => tabbedText(shortened(of(group), longestField)))),
  ];
  return `${lines.map((fields) => fields.join("\t")).join("\n")}\n`;
}

function ruleField(rule: Group["rules"]["base"][number]): string {
  return `${rule.name} (${rulePlace(rule)}, ${rule.status})`;
}
