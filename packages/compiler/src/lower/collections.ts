import type { Term } from "../rego/ast.ts";
import { arrayOf } from "../rego/terms.ts";
import type { Collection, Read } from "./formula.ts";
import { joinedTerm } from "./joined-rules.ts";
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
    case "joined":
      return undefined;
  }
}

/** What `some` and `every` go through. */
export function elementsTerm(scope: Scope, collection: Collection): Term {
  switch (collection.kind) {
    case "constants":
      return arrayOf(collection.values.map(constantTerm));
    case "joined":
      return joinedTerm(scope, collection);
    case "keys":
      return reference(scope, collection.of);
    case "read":
      return reference(scope, collection);
  }
}

/** The names that `some` and `every` give: to the element, or to the key of each pair. */
export function entering(
  collection: Collection,
  name: string,
): { readonly key?: string; readonly variable: string } {
  return collection.kind === "keys" && name !== "_" ? { key: name, variable: "_" } : { variable: name };
}
