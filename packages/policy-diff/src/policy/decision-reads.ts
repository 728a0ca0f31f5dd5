import { ruleAt } from "./decisions.ts";
import type { PolicyModule } from "./syntax.ts";
import { writtenReads } from "./written-reads.ts";

/**
 * The places of the input that a decision may read, with all below them. That of a package has the values of all rules
 * in it, those that only stand for a part of the input among them.
 */
export function decisionReads(
  modules: readonly PolicyModule[],
  segments: readonly string[],
): readonly (readonly string[])[] {
  if (ruleAt(modules, segments) !== undefined) return writtenReads(modules, segments).paths;
  return modules.flatMap((module) =>
    module.rules.flatMap(({ name }) => {
      const rule = [...module.package, ...name.split(".")];
      return segments.every((step, index) => rule[index] === step) ? writtenReads(modules, rule).paths : [];
    }),
  );
}
