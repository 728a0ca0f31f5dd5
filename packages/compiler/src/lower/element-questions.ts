import type { Schema } from "@bylaw/dsl/schema";
import type { Statement } from "../rego/ast.ts";
import { createNumbers } from "../rego/numbers.ts";
import type { Read } from "./formula.ts";
import { noting } from "./names.ts";
import { continued, type Scope } from "./scope.ts";

/** Writes what is asked of a value, after the way to it; nothing when there is nothing to ask. */
export type Question = (scope: Scope, read: Read) => readonly Statement[] | undefined;

/** What was written for one element. */
interface Asked {
  /** Without the way to the element. */
  readonly statements: readonly Statement[] | undefined;
  /** The names that were asked for, and those that were given. */
  readonly names: readonly (readonly [wish: string, name: string])[];
}

/**
 * What is asked below an element of a list depends on its type and its name, whichever list it is of: it is written once
 * for all of them.
 * @returns the whole body, the way included
 */
export function askedOnce(question: Question): (way: Scope, read: Read) => readonly Statement[] | undefined {
  const known = new Map<string, Asked>();
  const numberOf = createNumbers<Schema>();
  return (way, read) => {
    const key = elementKey(way, read, numberOf);
    const before = key === undefined ? undefined : known.get(key);
    if (before !== undefined && namesAlike(way, before))
      return before.statements && [...way.statements, ...before.statements];
    const scope = continued(way);
    const { names, given } = noting(scope.names);
    const body = question({ ...scope, names }, read);
    if (key !== undefined) known.set(key, { statements: body?.slice(way.statements.length), names: given });
    return body;
  };
}

/** A text that is the same for reads that lead from elements of one type and name to the same place. */
function elementKey(
  { variables }: Scope,
  { root, steps }: Read,
  numberOf: (schema: Schema) => number,
): string | undefined {
  if (root.kind !== "variable" || [...variables.keys()].at(-1) !== root.variable.id) return undefined;
  const keys: string[] = [];
  for (const { key, presence, schema } of steps) {
    if (typeof key === "object") return undefined;
    keys.push(`${JSON.stringify(key)} ${presence} ${numberOf(schema)}`);
  }
  return [variables.get(root.variable.id), root.trusted, numberOf(root.schema), ...keys].join("/");
}

function namesAlike(way: Scope, { names }: Asked): boolean {
  const here = way.names.inner();
  return names.every(([wish, name]) => here.fresh(wish) === name);
}
