import type { Property, Schema } from "@bylaw/dsl/schema";
import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { TypeName } from "../ir/expression.ts";
import { isThere, isUndefined } from "./compare.ts";
import { always, and, atom, type Formula, never, type Read } from "./formula.ts";
import { mayBeAbsent, withoutNull } from "./reads.ts";
import type { Leaf } from "./value.ts";

/** What `typeof value === "string"` says. */
export function hasType(leaf: Leaf, type: TypeName, span: Span): Formula {
  if (type === "undefined") return isUndefined(leaf, span);
  switch (leaf.kind) {
    case "formula":
      return and({ kind: "touch", of: leaf.formula }, type === "boolean" ? always : never);
    case "undefined":
    case "list":
    case "sequence":
    case "record":
      return never;
    case "operand":
      switch (leaf.operand.kind) {
        case "constant":
          return typeof leaf.operand.value === type ? always : never;
        case "count":
          return and({ kind: "touch", of: leaf.operand.of }, type === "number" ? always : never);
        case "now":
          return never;
        case "read": {
          const of = leaf.operand;
          const there = mayBeAbsent(of) ? isThere(of, span) : always;
          return and(there, atom({ kind: "type", of, type, span }));
        }
      }
  }
}

/**
 * What `shape.is(value)` says: whether there is a value of the shape.
 * @throws Refusal BYL1114 for a shape that nothing, or null, has too
 */
export function hasShape(leaf: Leaf, schema: Schema, span: Span): Formula {
  const plain = withoutNull(schema);
  if (plain.nullable || plain.schema.kind === "unknown")
    throw new Refusal("BYL1114", "a shape that null has too", span);
  if (leaf.kind === "undefined") return never;
  if (leaf.kind !== "operand" || leaf.operand.kind !== "read")
    throw new Refusal("BYL1101", "a shape asked of a value of the policy itself", span);
  const call = { helper: { name: "shaped", schema }, arguments: [leaf.operand] } as const;
  const seen = nullableWithin(schema);
  const read: Read = {
    kind: "read",
    root: { kind: "helper", call, schema: seen },
    steps: [],
    schema: seen,
    span,
  };
  return atom({ kind: "defined", read, span });
}

/** An unknown value is seen as it is: an optional property that is null is null, not undefined. */
function nullableWithin(schema: Schema): Schema {
  switch (schema.kind) {
    case "object": {
      const properties = Object.entries(schema.properties).map(([key, property]): [string, Property] => {
        const inner = nullableWithin(property.schema);
        return [
          key,
          property.optional
            ? { schema: { kind: "union", members: [inner, { kind: "null" }] }, optional: true }
            : { schema: inner, optional: false },
        ];
      });
      return {
        kind: "object",
        properties: Object.assign(Object.create(null), Object.fromEntries(properties)),
      };
    }
    case "array":
      return { kind: "array", element: nullableWithin(schema.element) };
    case "map":
      return { kind: "map", value: nullableWithin(schema.value) };
    case "union":
      return { kind: "union", members: schema.members.map(nullableWithin) };
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "unknown":
    case "oneOf":
      return schema;
  }
}
