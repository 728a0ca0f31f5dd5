/** The names that an expression may use where it stands. */
export interface Scope {
  readonly texts: readonly string[];
  readonly lists: readonly string[];
  /** How many names were given so far. */
  readonly depth: number;
}

/** A piece of a program: its text, given the names around it. */
export type Writer = (scope: Scope) => string;

export const outermost: Scope = { texts: [], lists: [], depth: 0 };

/** Binds one more name. */
export function withName(
  scope: Scope,
  kind: "texts" | "lists",
): { readonly name: string; readonly scope: Scope } {
  const name = `${kind === "texts" ? "text" : "list"}${scope.depth}`;
  return { name, scope: { ...scope, [kind]: [...scope[kind], name], depth: scope.depth + 1 } };
}

/** One of the names of a kind, or what stands for it when there is none. */
export function pick(names: readonly string[], index: number, otherwise: string): string {
  return names[index % Math.max(1, names.length)] ?? otherwise;
}
