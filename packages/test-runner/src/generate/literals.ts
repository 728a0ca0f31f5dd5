import type { ComparedLiteral } from "@bylaw/compiler";

/** A place in an input: property names and indices below `input`. */
export type Path = readonly (string | number)[];

/** The literals that a policy compares the value at a place with; `*` in their paths stands for any step. */
export function literalsAt(literals: readonly ComparedLiteral[], path: Path): readonly ComparedLiteral[] {
  return literals.filter((literal) => literal.path.length === path.length && startsWith(literal.path, path));
}

/** The keys below a place that a policy names: of a map, or of an array those with an index. */
export function keysBelow(literals: readonly ComparedLiteral[], path: Path): readonly (string | number)[] {
  const below = literals.filter(
    (literal) => literal.path.length > path.length && startsWith(literal.path, path),
  );
  return [...new Set(below.map((literal) => literal.path[path.length] ?? "*"))].filter((key) => key !== "*");
}

function startsWith(pattern: Path, path: Path): boolean {
  return path.every((step, index) => pattern[index] === step || pattern[index] === "*" || step === "*");
}
