import type { Detail, FindingDecision, RuleFinding, RuleObligation } from "@bylaw/dsl";
import type { Json } from "@bylaw/engine";

/** The sets of one decision as an engine gives them. */
export interface FindingSets {
  readonly findings: Json | undefined;
  readonly warnings: Json | undefined;
  readonly malformed: readonly string[];
}

/**
 * What an engine found, in the form in which TypeScript gives it.
 *
 * @returns undefined when a finding is not of the form that compiled policies give
 */
export function findingDecision({ findings, warnings, malformed }: FindingSets): FindingDecision | undefined {
  const found = ruleFindings(findings);
  const warned = ruleFindings(warnings);
  if (found === undefined || warned === undefined) return undefined;
  return {
    allow: found.length === 0,
    allowedBy: [],
    deniedBy: [...new Set(found.map(({ rule }) => rule))].sort(byBytes),
    malformed,
    findings: found,
    warnings: warned,
  };
}

/** What an engine says must be done, in the form in which TypeScript gives it; undefined as above. */
export function ruleObligations(set: Json | undefined): readonly RuleObligation[] | undefined {
  if (!Array.isArray(set)) return undefined;
  const elements: readonly Json[] = set;
  const given = elements.flatMap((element): readonly RuleObligation[] => {
    const found = saidIn(element);
    return found !== undefined && typeof found.id === "string"
      ? [{ rule: found.rule, id: found.id, details: found.details }]
      : [];
  });
  return given.length === elements.length ? given : undefined;
}

function ruleFindings(set: Json | undefined): readonly RuleFinding[] | undefined {
  if (!Array.isArray(set)) return undefined;
  const elements: readonly Json[] = set;
  const findings = elements.flatMap((element) => ruleFinding(element) ?? []);
  return findings.length === elements.length ? findings : undefined;
}

function ruleFinding(element: Json): RuleFinding | undefined {
  const found = saidIn(element);
  return found !== undefined && typeof found.msg === "string"
    ? { rule: found.rule, msg: found.msg, details: found.details }
    : undefined;
}

interface Said {
  readonly rule: string;
  readonly details: { readonly [key: string]: Detail };
  readonly msg: Json | undefined;
  readonly id: Json | undefined;
}

/** The parts of what a rule yields; its details have the rule's name. */
function saidIn(element: Json): Said | undefined {
  if (typeof element !== "object" || element === null || Array.isArray(element)) return undefined;
  const { msg, id, details } = element as { readonly [key: string]: Json };
  if (typeof details !== "object" || details === null || Array.isArray(details)) return undefined;
  const { rule, ...rest } = details as { readonly [key: string]: Json };
  if (typeof rule !== "string") return undefined;
  return { rule, msg, id, details: rest as { readonly [key: string]: Detail } };
}

/** A text that is the same for two sets of findings exactly when they hold the same. */
export function findingsKey(findings: readonly RuleFinding[]): string {
  return JSON.stringify([...new Set(findings.map(canonical))].sort());
}

/** A text that is the same for equal data, whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "bigint") return `${inner}n`;
    return typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner;
  });
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
