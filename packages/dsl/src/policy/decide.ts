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
import { malformedInput } from "./names.ts";
import type { DataRule, DecideOptions, Decision } from "./policy.ts";

/** A rule with the name that its author gave it. */
export interface NamedRule<Input, Data> {
  readonly name: string;
  readonly rule: DataRule<Input, Data>;
}

/** The rules of a policy and what they read. */
export interface RuleSet<Input, Data> extends Documents<Input, Data> {
  readonly allow: readonly NamedRule<Input, Data>[];
  readonly deny: readonly NamedRule<Input, Data>[];
}

/** What one rule said. */
type Verdict =
  | { readonly kind: "holds" }
  | { readonly kind: "fails" }
  /** It could not be run to its end; `path` is what it could not read. */
  | { readonly kind: "malformed"; readonly path: string };

/** Decides one input; see `Policy.decide`. */
export function decide<Input, Data>(
  rules: RuleSet<Input, Data>,
  input: unknown,
  options: DecideOptions = {},
): Decision {
  const now = instantOf(options);
  if (options.check === "whole") {
    const malformed = malformedDocuments(rules, input, options.data);
    if (malformed.length > 0) return decision([], [malformedInput], malformed);
  }
  return during({ now }, () => decideByReads(rules, input, options.data));
}

function decideByReads<Input, Data>(rules: RuleSet<Input, Data>, input: unknown, data: unknown): Decision {
  const seen = viewsOf(rules, input, data);
  const allowedBy = rules.allow
    .filter(({ rule }) => verdictOf(rule, seen).kind === "holds")
    .map(({ name }) => name);
  const deniedBy: string[] = [];
  const malformed = new Set<string>();
  for (const { name, rule } of rules.deny) {
    const verdict = verdictOf(rule, seen);
    switch (verdict.kind) {
      case "holds":
        deniedBy.push(name);
        break;
      case "malformed":
        malformed.add(verdict.path);
        break;
      case "fails":
        break;
    }
  }
  if (malformed.size > 0) deniedBy.push(malformedInput);
  return decision(allowedBy, deniedBy, [...malformed]);
}

/** Runs one rule. Nothing that it throws goes further: a rule that cannot be run must not decide for the others. */
function verdictOf<Input, Data>(rule: DataRule<Input, Data>, { input, data }: Views<Input, Data>): Verdict {
  try {
    const answer: unknown = rule(input, data);
    if (answer === true) return { kind: "holds" };
    if (answer === false) return { kind: "fails" };
    // Not a rule, such as an async function: it says nothing.
    return { kind: "malformed", path: unreadable(undefined) };
  } catch (error) {
    return { kind: "malformed", path: unreadable(error) };
  }
}

function decision(
  allowedBy: readonly string[],
  deniedBy: readonly string[],
  malformed: readonly string[],
): Decision {
  return Object.freeze({
    allow: allowedBy.length > 0 && deniedBy.length === 0,
    allowedBy: Object.freeze([...allowedBy].sort(byCodePoint)),
    deniedBy: Object.freeze([...deniedBy].sort(byCodePoint)),
    malformed: Object.freeze([...malformed].sort(byCodePoint)),
  });
}
