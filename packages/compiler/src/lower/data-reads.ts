import type { Term } from "../rego/ast.ts";
import { call, variable } from "../rego/terms.ts";
import type { Read } from "./formula.ts";
import type { Scope } from "./scope.ts";

/**
 * The read of a data document, with a default where it is missing. `object.get` would need the whole of `data`, the policy
 * itself included, so a rule of the module reads just that path.
 * @param keys the terms of its steps
 */
export function documentTerm(scope: Scope, read: Read, keys: readonly Term[], missing: false | null): Term {
  const dynamic = keys.flatMap((key, index) => (typeof read.steps[index]?.key === "object" ? [key] : []));
  const name = documentName(scope, read, keys, missing);
  return dynamic.length === 0 ? variable(name) : call(name, ...dynamic);
}

function documentName(
  { module, names: local }: Scope,
  read: Read,
  keys: readonly Term[],
  missing: false | null,
): string {
  const steps = read.steps.map(({ key }) => (typeof key === "object" ? "*" : JSON.stringify(key)));
  const pattern = [...steps, ...(missing === null ? [] : [String(missing)])].join("/");
  const known = module.documents.get(pattern);
  if (known !== undefined) return known;
  const names = module.names.inner();
  const words = read.steps.flatMap(({ key }) => (typeof key === "object" ? [] : [String(key)]));
  // Names of the body that is being written must not hide the rule, nor be given to another thing later.
  const wish = [...words, ...(missing === null ? [] : ["or", String(missing)])].join("_");
  const name = module.names.fresh(local.fresh(wish));
  local.fresh(name);
  module.documents.set(pattern, name);
  const parameters: string[] = [];
  const path = read.steps.map(({ key }, index): Term => {
    if (typeof key !== "object") return keys[index] ?? variable("_");
    const parameter = names.fresh("key");
    parameters.push(parameter);
    return variable(parameter);
  });
  const value: Term = { kind: "reference", head: variable("data"), path };
  const isFunction = parameters.length > 0;
  module.functions.push(
    {
      kind: "default",
      name,
      ...(isFunction ? { parameters: parameters.length } : {}),
      value: missing,
    },
    {
      kind: "rule",
      head: isFunction ? { kind: "function", name, parameters, value } : { kind: "complete", name, value },
      body: [],
    },
  );
  return name;
}

/** Whether a read begins at the data documents. */
export function isDocument(read: Read): boolean {
  return read.root.kind === "data";
}
