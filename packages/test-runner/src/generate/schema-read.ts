import type { Property, Schema } from "@bylaw/dsl/schema";
import type { Path } from "./literals.ts";

/**
 * The part of a schema that matters to a policy: optional properties that it does not read are left out, so that
 * values of large types, such as pods, are about what it does read. Each value of it is of the whole schema too.
 *
 * @param reads the paths that the policy reads; `*` stands for any element
 */
export function schemaRead(schema: Schema, reads: readonly Path[]): Schema {
  // What ends here is read as a whole, such as a list that is only counted.
  const below = reads.filter((path) => path.length > 0);
  const child = (key: string | undefined, inner: Schema): Schema =>
    schemaRead(
      inner,
      below
        .filter(([first]) => key === undefined || first === key || first === "*")
        .map((path) => path.slice(1)),
    );
  switch (schema.kind) {
    case "object":
      return { kind: "object", properties: propertiesRead(schema.properties, below, child) };
    case "array":
      return { kind: "array", element: child(undefined, schema.element) };
    case "map":
      return { kind: "map", value: child(undefined, schema.value) };
    case "union":
      return { kind: "union", members: schema.members.map((member) => schemaRead(member, reads)) };
    default:
      return schema;
  }
}

function propertiesRead(
  properties: Readonly<Record<string, Property>>,
  reads: readonly Path[],
  child: (key: string, schema: Schema) => Schema,
): Readonly<Record<string, Property>> {
  const names = new Set(reads.map(([first]) => first));
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name, { optional }]) => !optional || names.has(name) || names.has("*"))
      .map(([name, { schema, optional }]) => [name, { schema: child(name, schema), optional }]),
  );
}
