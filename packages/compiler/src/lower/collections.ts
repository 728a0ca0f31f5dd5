import type { Span } from "../compilation.ts";
import type { Term } from "../rego/ast.ts";
import { arrayOf, bind, variable as nameTerm } from "../rego/terms.ts";
import type { Collection, Read, Variable } from "./formula.ts";
import { joinedTerm } from "./joined-rules.ts";
import { enterVariable, type Scope } from "./scope.ts";
import { isSingle } from "./single-elements.ts";
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
    case "joined": {
      const term = joinedTerm(scope, collection);
      return isSingle(collection) ? elementOrNone(scope, term) : term;
    }
    case "keys":
      return reference(scope, collection.of);
    case "read":
      return reference(scope, collection);
  }
}

/** A value of a rule as a list of one element, or of none where the rule has no value. */
function elementOrNone(scope: Scope, value: Term): Term {
  const name = scope.names.fresh("element");
  return { kind: "comprehension", head: nameTerm(name), body: [bind(name, value)] };
}

/** Goes through a collection: what follows in the body is of one of its elements. */
export function goThrough(scope: Scope, variable: Variable, elements: Term, span?: Span): void {
  const name = scope.names.fresh(variable.name);
  enterVariable(scope, variable, name);
  scope.statements.push({
    kind: "some",
    ...entering(variable.collection, name),
    collection: elements,
    origin: "policy",
    ...(span === undefined ? {} : { span }),
  });
}

/** The names that `some` and `every` give: to the element, or to the key of each pair. */
export function entering(
  collection: Collection,
  name: string,
): { readonly key?: string; readonly variable: string } {
  return collection.kind === "keys" && name !== "_" ? { key: name, variable: "_" } : { variable: name };
}
