import { createNames } from "../lower/names.ts";
import type { Module, Rule, Statement } from "../rego/ast.ts";
import { namesIn, namesInStatement } from "../rego/references.ts";
import { shareCases } from "./cases.ts";
import { shareElements } from "./elements.ts";
import { shareKinds } from "./kinds.ts";
import { ruleName, withoutUnread } from "./read-rules.ts";
import { withoutSecondNames, withoutSingleUse } from "./single-use.ts";
import { shareStarts } from "./starts.ts";
import { shareTwins } from "./twins.ts";

/** Hands out a name for a rule that nothing in the module has yet. */
export type NewName = (wish: string) => string;

function namesInAll(rules: readonly Rule[]): ReadonlySet<string> {
  const names = new Set<string>();
  const statements = new Set<Statement>();
  for (const rule of rules) {
    for (const name of namesIn(rule.kind === "rule" ? { ...rule, body: [] } : rule)) names.add(name);
    if (rule.kind === "rule") for (const statement of rule.body) statements.add(statement);
  }
  for (const statement of statements) for (const name of namesInStatement(statement)) names.add(name);
  return names;
}

/**
 * Says once what several bodies of sets say alike, and leaves out what nothing reads. The sets hold the same as before
 * on every input: each step only names what bodies have in common.
 * @param taken names that no rule may have
 * @param roots the rules that are asked for from outside
 */
export function sharedModule(module: Module, taken: readonly string[], roots: readonly string[]): Module {
  // A name of a local variable would hide a rule.
  const names = createNames([...taken, ...module.rules.map(ruleName), ...namesInAll(module.rules)]);
  const newName: NewName = (wish) => names.fresh(wish);
  const steps: readonly ((rules: readonly Rule[], newName: NewName) => readonly Rule[])[] = [
    shareTwins,
    withoutSingleUse,
    shareCases,
    shareKinds,
    shareStarts,
    shareElements,
    withoutSecondNames,
  ];
  const rules = steps.reduce((found, step) => step(found, newName), module.rules);
  return { ...module, rules: withoutUnread(rules, roots) };
}
