import { isWellFormedText } from "../schema/scalar.ts";
import { byCodePoint } from "./code-point-order.ts";
import { decide, type RuleSet } from "./decide.ts";
import { instantOf, malformedDocuments, unreadable, type Views, viewsOf } from "./documents.ts";
import { during } from "./evaluation.ts";
import { malformedInput } from "./names.ts";
import type { ObligationDecision, ObligationRule, RuleObligation } from "./obligation.ts";
import { canonical, plainRecord } from "./plain-data.ts";
import type { DecideOptions } from "./policy.ts";

/** An obligation rule with the name that its author gave it. */
export interface NamedObligationRule<Input, Data> {
  readonly name: string;
  readonly rule: ObligationRule<Input, Data>;
}

/** The obligation rules of a policy. */
export interface ObligationRuleSet<Input, Data> {
  readonly allowed: readonly NamedObligationRule<Input, Data>[];
  readonly denied: readonly NamedObligationRule<Input, Data>[];
}

/** What some rules oblige to, and what they could not read. */
interface Given {
  readonly obligations: readonly RuleObligation[];
  readonly malformed: readonly string[];
}

const nothing: Given = { obligations: [], malformed: [] };

/** Decides one input, with what must be done for the decision to hold; see `Policy.decide`. */
export function decideWithObligations<Input, Data>(
  rules: RuleSet<Input, Data>,
  { allowed, denied }: ObligationRuleSet<Input, Data>,
  input: unknown,
  given: DecideOptions = {},
): ObligationDecision {
  // One clock for the rules and for what they oblige to.
  const options = { ...given, now: instantOf(given) };
  const decision = decide(rules, input, options);
  const isUnread = options.check === "whole" && malformedDocuments(rules, input, options.data).length > 0;
  const views = viewsOf(rules, input, options.data);
  const givenBy = (some: readonly NamedObligationRule<Input, Data>[]): Given =>
    isUnread ? nothing : during(options, () => obligationsOf(some, views));
  const onAllowed = givenBy(allowed);
  const malformed = new Set([...decision.malformed, ...onAllowed.malformed]);
  const deniedBy = new Set([...decision.deniedBy, ...(malformed.size > 0 ? [malformedInput] : [])]);
  const allow = decision.allow && deniedBy.size === 0;
  const onDenied = allow ? nothing : givenBy(denied);
  return Object.freeze({
    ...decision,
    allow,
    deniedBy: Object.freeze([...deniedBy].sort(byCodePoint)),
    malformed: Object.freeze([...malformed].sort(byCodePoint)),
    obligations: sorted(
      allow ? onAllowed.obligations : onDenied.malformed.length > 0 ? [] : onDenied.obligations,
    ),
  });
}

function obligationsOf<Input, Data>(
  rules: readonly NamedObligationRule<Input, Data>[],
  { input, data }: Views<Input, Data>,
): Given {
  const obligations: RuleObligation[] = [];
  const malformed = new Set<string>();
  for (const { name, rule } of rules) {
    try {
      for (const one of rule(input, data)) obligations.push(plainObligation(name, one));
    } catch (error) {
      malformed.add(unreadable(error));
    }
  }
  return { obligations, malformed: [...malformed] };
}

/** Copies what a rule gave into plain data, which reads all of it. Throws on anything but data. */
function plainObligation(rule: string, given: unknown): RuleObligation {
  if (typeof given !== "object" || given === null) throw new TypeError("an obligation is an object with id");
  const { id, details = {} }: { readonly id?: unknown; readonly details?: unknown } = given;
  if (typeof id !== "string" || !isWellFormedText(id)) throw new TypeError("id is a text");
  if (typeof details !== "object" || details === null) throw new TypeError("details is an object");
  return Object.freeze({ rule, id, details: plainRecord(details) });
}

/** The obligations each once, in an order that depends on nothing but them. */
function sorted(obligations: readonly RuleObligation[]): readonly RuleObligation[] {
  const unique = new Map(obligations.map((one) => [canonical([one.rule, one.id, one.details]), one]));
  return Object.freeze([...unique].sort(([a], [b]) => byCodePoint(a, b)).map(([, one]) => one));
}
