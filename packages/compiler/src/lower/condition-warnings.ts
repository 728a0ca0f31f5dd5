import type { Diagnostic } from "../compilation.ts";
import { diagnostic } from "../diagnostics/report.ts";
import { alternatives } from "./alternatives.ts";
import type { LoweredPolicy } from "./lower.ts";
import { type RuleBodies, settledConditions, subsumedRules } from "./subsumed.ts";

/**
 * Warnings for rules whose conditions contradict each other, for conditions that others settle, and for rules that
 * hold only where others do. A rule that is `false` outright is meant so.
 */
export function conditionWarnings({ rules }: LoweredPolicy): readonly Diagnostic[] {
  const known = rules.map(({ rule, formula }) => ({ rule, formula, bodies: alternatives(formula) }));
  const bodiesOf = (effect: "allow" | "deny"): readonly RuleBodies[] =>
    known.flatMap(({ rule, bodies }) => (rule.effect === effect ? [{ name: rule.name, bodies }] : []));
  const subsumed = new Map([...subsumedRules(bodiesOf("allow")), ...subsumedRules(bodiesOf("deny"))]);
  return known.flatMap(({ rule, formula, bodies }) => {
    if (formula.kind === "never") return [];
    if (bodies.length === 0) return [diagnostic("BYL1158", rule.name, rule.span)];
    const by = subsumed.get(rule.name);
    return [
      ...settledConditions(bodies).map((span) => diagnostic("BYL1160", rule.name, span)),
      ...(by === undefined
        ? []
        : [diagnostic("BYL1160", `${rule.name} holds only where ${JSON.stringify(by)} does`, rule.span)]),
    ];
  });
}
