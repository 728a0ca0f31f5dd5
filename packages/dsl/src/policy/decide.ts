import { malformedPaths } from "../schema/check.ts";
import { inputPathText, inputRoot } from "../schema/input-path.ts";
import type { Shape } from "../schema/shape.ts";
import { MalformedRead } from "../view/malformed-read.ts";
import { rootView } from "../view/root-view.ts";
import { byCodePoint } from "./code-point-order.ts";
import { during } from "./evaluation.ts";
import { malformedInput } from "./names.ts";
import type { DecideOptions, Decision, Rule } from "./policy.ts";

/** A rule with the name that its author gave it. */
export interface NamedRule<Input> {
  readonly name: string;
  readonly rule: Rule<Input>;
}

/** The rules of a policy and what they read. */
export interface RuleSet<Input> {
  readonly shape: Shape<Input>;
  readonly allow: readonly NamedRule<Input>[];
  readonly deny: readonly NamedRule<Input>[];
}

/** What one rule said. */
type Verdict =
  | { readonly kind: "holds" }
  | { readonly kind: "fails" }
  /** It could not be run to its end; `path` is what it could not read. */
  | { readonly kind: "malformed"; readonly path: string };

/** More malformed paths of one input than anyone reads. */
const mostPaths = 100;
const nanosecondsPerMillisecond = 1_000_000n;

/** Decides one input; see `Policy.decide`. */
export function decide<Input>(rules: RuleSet<Input>, input: unknown, options: DecideOptions = {}): Decision {
  const now = nanoseconds(options.now ?? new Date());
  if (options.check === "whole") {
    const malformed = malformedPaths(rules.shape.schema, input, mostPaths);
    if (malformed.length > 0) return decision([], [malformedInput], malformed);
  }
  return during({ now }, () => decideByReads(rules, input));
}

function decideByReads<Input>(rules: RuleSet<Input>, input: unknown): Decision {
  const seen = rootView(rules.shape, input, inputRoot);
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
function verdictOf<Input>(rule: Rule<Input>, input: Input): Verdict {
  try {
    const answer: unknown = rule(input);
    if (answer === true) return { kind: "holds" };
    if (answer === false) return { kind: "fails" };
    // Not a rule, such as an async function: it says nothing.
    return { kind: "malformed", path: inputPathText(inputRoot) };
  } catch (error) {
    return {
      kind: "malformed",
      path: error instanceof MalformedRead ? error.path : inputPathText(inputRoot),
    };
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

function nanoseconds(time: Date | bigint): bigint {
  if (typeof time === "bigint") return time;
  const milliseconds = time.getTime();
  if (Number.isNaN(milliseconds)) throw new TypeError("now is not a valid date");
  return BigInt(milliseconds) * nanosecondsPerMillisecond;
}
