import { isWellFormedText } from "../schema/scalar.ts";
import { byCodePoint } from "./code-point-order.ts";
import {
  type Documents,
  instantOf,
  malformedDocuments,
  unreadable,
  type Views,
  viewsOf,
} from "./documents.ts";
import { during } from "./evaluation.ts";
import type { FindingDecision, FindingRule, RuleFinding } from "./finding.ts";
import { malformedInput } from "./names.ts";
import { canonical, plainRecord } from "./plain-data.ts";
import type { DecideOptions } from "./policy.ts";

/** A finding rule with the name that its author gave it. */
export interface NamedFindingRule<Input, Data> {
  readonly name: string;
  readonly rule: FindingRule<Input, Data>;
}

/** The finding rules of a policy and what they read. */
export interface FindingRuleSet<Input, Data> extends Documents<Input, Data> {
  /** Whether the policy concerns an input at all; nothing is found in what it does not concern. */
  readonly concerns: (input: Input) => boolean;
  readonly deny: readonly NamedFindingRule<Input, Data>[];
  readonly warn: readonly NamedFindingRule<Input, Data>[];
}

/** What some rules found, and what they could not read. */
interface Found {
  readonly findings: readonly RuleFinding[];
  readonly malformed: readonly string[];
}

const nothing: Found = { findings: [], malformed: [] };

/** Decides one input by what is found in it; see `Policy.decide`. */
export function decideFindings<Input, Data>(
  rules: FindingRuleSet<Input, Data>,
  input: unknown,
  options: DecideOptions = {},
): FindingDecision {
  const now = instantOf(options);
  const views = viewsOf(rules, input, options.data);
  return during({ now }, () => {
    const concerned = concerns(rules, views);
    if (concerned.malformed.length > 0) return decision(concerned, nothing);
    if (!concerned.holds) return decision(nothing, nothing);
    if (options.check === "whole") {
      const malformed = malformedDocuments(rules, input, options.data);
      if (malformed.length > 0) return decision({ findings: [], malformed }, nothing);
    }
    return decision(findingsOf(rules.deny, views), findingsOf(rules.warn, views));
  });
}

function concerns<Input, Data>(
  rules: FindingRuleSet<Input, Data>,
  { input }: Views<Input, Data>,
): Found & { readonly holds: boolean } {
  try {
    return { ...nothing, holds: rules.concerns(input) };
  } catch (error) {
    return { findings: [], malformed: [unreadable(error)], holds: false };
  }
}

/** Runs rules. One that cannot be run to its end keeps what it found until then. */
function findingsOf<Input, Data>(
  rules: readonly NamedFindingRule<Input, Data>[],
  { input, data }: Views<Input, Data>,
): Found {
  const findings: RuleFinding[] = [];
  const malformed = new Set<string>();
  for (const { name, rule } of rules) {
    try {
      for (const found of rule(input, data)) findings.push(plainFinding(name, found));
    } catch (error) {
      malformed.add(unreadable(error));
    }
  }
  return { findings, malformed: [...malformed] };
}

/** Copies what a rule gave into plain data, which reads all of it. Throws on anything but data. */
function plainFinding(rule: string, found: unknown): RuleFinding {
  if (typeof found !== "object" || found === null) throw new TypeError("a finding is an object with msg");
  const { msg, details = {} }: { readonly msg?: unknown; readonly details?: unknown } = found;
  if (typeof msg !== "string" || !isWellFormedText(msg)) throw new TypeError("msg is a text");
  if (typeof details !== "object" || details === null) throw new TypeError("details is an object");
  return Object.freeze({ rule, msg, details: plainRecord(details) });
}

function decision(denials: Found, warnings: Found): FindingDecision {
  const findings = withMalformed(denials);
  return Object.freeze({
    allow: findings.length === 0,
    allowedBy: Object.freeze([]),
    deniedBy: Object.freeze([...new Set(findings.map(({ rule }) => rule))].sort(byCodePoint)),
    malformed: Object.freeze([...denials.malformed].sort(byCodePoint)),
    findings,
    warnings: withMalformed(warnings),
  });
}

/** What was found, and a finding for each path that could not be read. */
function withMalformed({ findings, malformed }: Found): readonly RuleFinding[] {
  return sorted([...findings, ...malformed.map(malformedFinding)]);
}

/** The finding that says that a path could not be read. */
function malformedFinding(path: string): RuleFinding {
  return Object.freeze({
    rule: malformedInput,
    msg: `${malformedInput}: ${path}`,
    details: Object.freeze({ path }),
  });
}

/** The findings each once, in an order that depends on nothing but them. */
function sorted(findings: readonly RuleFinding[]): readonly RuleFinding[] {
  const unique = new Map(
    findings.map((finding) => [canonical([finding.rule, finding.msg, finding.details]), finding]),
  );
  return Object.freeze([...unique].sort(([a], [b]) => byCodePoint(a, b)).map(([, finding]) => finding));
}
