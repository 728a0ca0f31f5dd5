import type { Term } from "../rego/ast.ts";
import { arrayOf } from "../rego/terms.ts";
import type { Collection, Read } from "./formula.ts";
import type { Scope } from "./scope.ts";
import { constantTerm, reference } from "./terms.ts";

/** What must be there for a collection to be gone through. */
export function collectionRead(collection: Collection): Read | undefined {
  switch (collection.kind) {
    case "read":
      return collection;
    case "keys":
      return collection.of;
    case "constants":
      return undefined;
  }
}

/** What `some` and `every` go through. */
export function elementsTerm(scope: Scope, collection: Collection): Term {
  return collection.kind === "constants"
    ? arrayOf(collection.values.map(constantTerm))
    : reference(scope, collection.kind === "keys" ? collection.of : collection);
}

/** The names that `some` and `every` give: to the element, or to the key of each pair. */
export function entering(
  collection: Collection,
  name: string,
): { readonly key?: string; readonly variable: string } {
  return collection.kind === "keys" && name !== "_" ? { key: name, variable: "_" } : { variable: name };
}
