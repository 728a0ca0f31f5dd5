import type { FailOn, Group, Report } from "../report/report.ts";
import {
  answerText,
  causeText,
  count,
  distrust,
  errorText,
  expectationText,
  noRuleText,
  percent,
  plural,
  rulePlace,
  ruleText,
  shortPlace,
  whereText,
} from "./describe.ts";
import { markupText, shortened } from "./escape.ts";
import { evidenceText, reachText } from "./evidence.ts";

interface TestCase {
  readonly name: string;
  /** Lines; undefined when it passed. */
  readonly failure: readonly string[] | undefined;
}

const shownRules = 100;

const conditions: Readonly<Record<FailOn, string>> = {
  grant: "no recorded decision would be newly allowed",
  lockout: "no allowed request would be refused",
  error: "no recorded decision would end in an error",
  mismatch: "base reproduces every recorded result",
  any: "no recorded decision changes",
};

/**
 * The gate as JUnit XML: a test case for whether the report is to be relied on, one for each condition of the gate, and
 * one for each group of changes, which fails when a condition that tripped is about it.
 */
export function formatJunit(report: Report): string {
  const cases = [
    reliable(report),
    ...report.gate.failOn.map((cause) => condition(report, cause)),
    ...report.groups.map((group) => groupCase(group, report)),
  ];
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const sums = `tests="${cases.length}" failures="${failures}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="bylaw diff" ${sums}>`,
    `  <testsuite name="bylaw diff" ${sums} skipped="0" timestamp="${markupText(report.generatedAt)}">`,
    ...cases.map(caseText),
    ...evidenceLines(report),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

/** What tried the changed rules, as what the suite printed. */
function evidenceLines(report: Report): readonly string[] {
  const { rules } = report;
  if (rules.length === 0) return [];
  const more = rules.length - shownRules;
  const lines = [
    reachText(report),
    ...rules
      .slice(0, shownRules)
      .map((rule) => `${ruleText(rule)} ${rulePlace(rule)} ${rule.change}: ${evidenceText(rule, report)}`),
    ...(more > 0 ? [`and ${plural(more, "more rule")}`] : []),
  ];
  return [`    <system-out>${lines.map((line) => markupText(shortened(line, 600))).join("\n")}</system-out>`];
}

function reliable(report: Report): TestCase {
  const reason = distrust(report);
  return {
    name: `at least ${percent(report.gate.minComparable)} of the recorded decisions can be compared`,
    failure: reason === undefined ? undefined : [reason],
  };
}

function condition({ gate, groups }: Report, cause: FailOn): TestCase {
  const about = groups.filter((group) => concerns(cause, group));
  return {
    name: conditions[cause],
    failure: gate.tripped.includes(cause)
      ? [
          `the gate ${cause} tripped`,
          ...about.slice(0, 20).map(({ id, count: events }) => `${id}: ${plural(events, "decision")}`),
          ...(about.length > 20 ? [`and ${plural(about.length - 20, "more group")}`] : []),
        ]
      : undefined,
  };
}

/** What was accepted beforehand trips nothing. */
function concerns(cause: FailOn, { kind, transition, expected }: Group): boolean {
  if (expected?.status === "covered") return false;
  switch (cause) {
    case "grant":
    case "lockout":
      return kind === cause;
    case "error":
      return transition.endsWith("->error");
    case "any":
      return true;
    case "mismatch":
      return false;
  }
}

function groupCase(group: Group, { gate }: Report): TestCase {
  const failed = gate.tripped.some((cause) => concerns(cause, group));
  const rules = (["base", "head"] as const).map((side) => {
    const named = group.rules[side]
      .slice(0, 5)
      .map((rule) => `${shortened(ruleText(rule), 160)} ${rulePlace(rule)}`);
    return `${side}: ${named.length === 0 ? noRuleText(group) : named.join(", ")}`;
  });
  const [witness] = group.examples;
  const byError = errorText(group);
  return {
    name: `${group.id}: ${group.path} ${group.transition.replace("->", " to ")}, ${count(group.count)}`,
    failure: failed
      ? [
          `${plural(group.count, "recorded decision")}: ${group.transition.replace("->", " to ")}`,
          ...(byError === undefined ? [] : [byError]),
          ...(group.expected === null
            ? []
            : [`${expectationText(group.expected)}: ${group.expected.reason}`]),
          ...(causeText(group) === undefined ? [] : [`cause: ${causeText(group)}`]),
          ...rules,
          ...group.where.map((where) => `where ${shortPlace(where.path)}: ${whereText(where)}`),
          `witness: ${witness?.decision_id ?? "without id"}, ${witness?.source.file}:${witness?.source.position}`,
          `base answers ${answerText(group.from)}, head ${answerText(group.to)}`,
        ].map((line) => shortened(line, 600))
      : undefined,
  };
}

function caseText({ name, failure }: TestCase): string {
  const opening = `    <testcase classname="bylaw.diff" name="${markupText(shortened(name, 300))}"`;
  if (failure === undefined) return `${opening}/>`;
  const [message = "", ...lines] = failure;
  return [
    `${opening}>`,
    `      <failure message="${markupText(message)}">${[message, ...lines].map(markupText).join("\n")}</failure>`,
    "    </testcase>",
  ].join("\n");
}
