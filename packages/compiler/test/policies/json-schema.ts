import { policy } from "@bylaw/dsl/policy";
import { fromJsonSchema } from "@bylaw/dsl/schema";

const order = fromJsonSchema(
  {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "An order",
    type: "object",
    properties: {
      user: { $ref: "#/$defs/user" },
      total: { type: ["number", "null"] },
      items: {
        type: "array",
        items: {
          type: "object",
          properties: { sku: { type: "string" }, count: { type: "number" } },
          required: ["sku"],
        },
      },
      labels: { type: "object", additionalProperties: { type: "string" } },
      target: {
        oneOf: [
          {
            type: "object",
            properties: { kind: { const: "file" }, path: { type: "string" } },
            required: ["kind", "path"],
          },
          {
            type: "object",
            properties: { kind: { enum: ["row", "cell"] }, id: { type: "number" } },
            required: ["kind", "id"],
          },
        ],
      },
    },
    required: ["user", "total", "items", "target"],
    $defs: {
      user: {
        type: "object",
        properties: {
          name: { type: "string", format: "email" },
          role: { enum: ["admin", "reader"] },
          active: { type: "boolean" },
        },
        required: ["name", "role"],
      },
    },
  },
  { unchecked: ["format"] },
);

export default policy({
  package: "test.json_schema",
  input: order,
  allow: {
    admins: (input) => input.user.role === "admin",
    "the owner of a file": ({ target, user }) => target.kind === "file" && target.path === user.name,
    "two of an item": (input) => input.items.some(({ sku, count }) => sku === "a" && (count ?? 0) > 1),
  },
  deny: {
    expensive: ({ total }) => total !== null && total > 99,
    labelled: (input) => input.labels?.q === "a",
    inactive: (input) => input.user.active === false,
    "a cell": ({ target }) => target.kind !== "file" && target.kind === "cell" && target.id < 100,
  },
});
