import type { Formula, Root, Variable } from "./formula.ts";
import type { Part } from "./value.ts";

/**
 * The variables that parts of a condition, a list or a read mention, from the outermost on, those aside that belong to a
 * list inside of them.
 */
export function variablesOf(within: readonly unknown[]): readonly Variable[] {
  const found = new Map<number, Variable>();
  const bound = new Set<number>();
  const seen = new Set<object>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (Array.isArray(value)) {
      for (const inner of value) visit(inner);
      return;
    }
    if (isBinder(value)) {
      visit(value.variable.collection);
      bound.add(value.variable.id);
    }
    if (isVariableRoot(value) && !bound.has(value.variable.id)) {
      visit(value.variable.collection);
      found.set(value.variable.id, value.variable);
      return;
    }
    // Schemas are large, and nothing in them is a variable.
    for (const key in value) if (key !== "schema" && key !== "span") visit(value[key as keyof typeof value]);
  };
  visit(within);
  return [...found.values()];
}

type Binder = Extract<Formula, { kind: "quantified" }> | Extract<Part, { kind: "each" }>;

function isBinder(value: object): value is Binder {
  return "kind" in value && (value.kind === "quantified" || value.kind === "each");
}

function isVariableRoot(value: object): value is Extract<Root, { kind: "variable" }> {
  return "kind" in value && value.kind === "variable" && "trusted" in value;
}
