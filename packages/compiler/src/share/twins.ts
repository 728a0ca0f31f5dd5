import type { Rule } from "../rego/ast.ts";
import { namesBoundIn, textKey, withNames } from "../rego/references.ts";
import { ruleName } from "./read-rules.ts";

/** Keeps one of the functions and named values that say the same, which stands for the others from then on. */
export function shareTwins(rules: readonly Rule[]): readonly Rule[] {
  const bodies = new Map<string, Rule[]>();
  for (const rule of rules) {
    const known = bodies.get(ruleName(rule));
    if (known === undefined) bodies.set(ruleName(rule), [rule]);
    else known.push(rule);
  }
  // A local variable would hide the one that stays, or be taken for the one that goes.
  const locals = new Set(rules.flatMap(localNames));
  const kept = new Map<string, string>();
  const twins = new Map<string, string>();
  for (const [name, own] of bodies) {
    if (locals.has(name) || !own.every(isUnnamed)) continue;
    // A name stands in quotes, and quotes within texts are escaped.
    const key = textKey(withPlainLocals(own)).replaceAll(`"name":${JSON.stringify(name)}`, '"name":""');
    const first = kept.get(key);
    if (first === undefined) kept.set(key, name);
    else twins.set(name, first);
  }
  if (twins.size === 0) return rules;
  const left = rules.filter((rule) => !twins.has(ruleName(rule)));
  // What reads one of two twins may itself have become a twin.
  return shareTwins(withNames(left, twins));
}

function localNames(rule: Rule): readonly string[] {
  if (rule.kind !== "rule") return [];
  return [...namesBoundIn(rule), ...(rule.head.kind === "function" ? rule.head.parameters : [])];
}

/** The rules with their local variables called by their order, so that what these are called does not matter. */
function withPlainLocals(rules: readonly Rule[]): readonly Rule[] {
  return rules.map((rule) => {
    const locals = new Set(rule.kind === "rule" ? namesBoundIn(rule.body) : []);
    return withNames(rule, new Map([...locals].map((name, at) => [name, `#${at}`])));
  });
}

/** Whether a rule is the module's own: nobody asks for it from outside, or reads its name in an explanation. */
function isUnnamed(rule: Rule): boolean {
  if (rule.metadata !== undefined) return false;
  return rule.kind === "rule" && rule.head.kind !== "contains" && rule.implements === undefined;
}
