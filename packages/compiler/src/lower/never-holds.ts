import type { Diagnostic } from "../compilation.ts";
import { diagnostic } from "../diagnostics/report.ts";
import { alternatives } from "./alternatives.ts";
import type { LoweredPolicy } from "./lower.ts";

/** Warnings for rules whose conditions contradict each other; a rule that is `false` outright is meant so. */
export function neverHolding({ rules }: LoweredPolicy): readonly Diagnostic[] {
  return rules.flatMap(({ rule, formula }) =>
    formula.kind !== "never" && alternatives(formula).length === 0
      ? [diagnostic("BYL1158", rule.name, rule.span)]
      : [],
  );
}
