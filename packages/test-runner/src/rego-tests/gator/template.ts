import type { JsonObject, PolicySource } from "@bylaw/engine";
import { listOf, objectOf } from "../../json-value.ts";
import { InvalidSuite, textOf } from "./objects.ts";

/** The Rego of a constraint template. */
export interface Template {
  readonly kind: string;
  readonly source: Pick<PolicySource, "modules" | "regoVersion">;
  /** The decision that gives violations. */
  readonly entrypoint: string;
}

/**
 * Reads a ConstraintTemplate. Its Rego is of version 0 unless `version: v1` says otherwise.
 *
 * @param shown the template's file, as messages name it
 * @throws {InvalidSuite} when it is none, or has no Rego
 */
export function readTemplate(object: JsonObject, shown: string): Template {
  if (object.kind !== "ConstraintTemplate") throw new InvalidSuite(`${shown} is no ConstraintTemplate`);
  const spec = objectOf(object.spec);
  const [target] = listOf(spec.targets).map(objectOf);
  const code = listOf(target?.code)
    .map(objectOf)
    .find(({ engine }) => engine === "Rego");
  const source = objectOf(code?.source);
  const rego = textOf(source.rego) || textOf(target?.rego);
  if (rego === "") throw new InvalidSuite(`${shown} has no Rego`);
  const libraries = [...listOf(source.libs), ...listOf(target?.libs)].map(textOf);
  const name = /^\s*package\s+([\w.]+)/m.exec(rego)?.[1];
  if (name === undefined) throw new InvalidSuite(`${shown}: its Rego has no package`);
  return {
    kind: textOf(objectOf(objectOf(objectOf(spec.crd).spec).names).kind),
    source: {
      modules: {
        [`${shown}.rego`]: rego,
        ...Object.fromEntries(libraries.map((text, index) => [`${shown}.lib-${index}.rego`, text])),
      },
      ...(source.version === "v1" ? {} : { regoVersion: 0 }),
    },
    entrypoint: `${name.replaceAll(".", "/")}/violation`,
  };
}
