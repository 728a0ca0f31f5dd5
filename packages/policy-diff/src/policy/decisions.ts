import type { PolicyModule, RegoRule } from "./syntax.ts";

/** Whether the policy has something to say at a decision path: a rule, a package, or a place inside a rule's value. */
export function hasDecision(modules: readonly PolicyModule[], path: string): boolean {
  const segments = segmentsOf(path);
  return (
    ruleAt(modules, segments) !== undefined ||
    modules.some((module) => module.rules.length > 0 && startsWith(module.package, segments))
  );
}

/** The rules that a path is answered by, with the path of the rule itself. */
export interface RulesAt {
  readonly path: readonly string[];
  readonly rules: readonly RegoRule[];
}

/** @returns undefined when no rule is at the path or above it */
export function ruleAt(modules: readonly PolicyModule[], segments: readonly string[]): RulesAt | undefined {
  // The longest path first: `a.b.c` may be the rule `c` of package `a.b`, or lie within the rule `b` of `a`.
  for (let length = segments.length; length > 0; length--) {
    const path = segments.slice(0, length);
    const rules = modules.flatMap((module) =>
      startsWith(path, module.package)
        ? module.rules.filter(
            (rule) => rule.kind !== "function" && rule.name === path.slice(module.package.length).join("."),
          )
        : [],
    );
    if (rules.length > 0) return { path, rules };
  }
  return undefined;
}

export function segmentsOf(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function startsWith(path: readonly string[], beginning: readonly string[]): boolean {
  return path.length >= beginning.length && beginning.every((segment, index) => path[index] === segment);
}
