import type { Rule } from "../rego/ast.ts";
import { call, scalar, variable } from "../rego/terms.ts";

/** The definitions of functions that make a list or an object of a list. */
export function listFunction(name: "distinct" | "object_of"): readonly Rule[] {
  const made = name === "distinct" ? distinct : objectOf;
  return [
    {
      kind: "rule",
      head: { kind: "function", name, parameters: [made.parameter], value: made.value },
      body: [],
    },
  ];
}

/** Each element once, in the order of Rego. */
const distinct = {
  parameter: "list",
  value: {
    kind: "comprehension",
    head: variable("one"),
    body: [
      {
        kind: "some",
        variable: "one",
        collection: {
          kind: "comprehension",
          head: variable("element"),
          body: [{ kind: "some", variable: "element", collection: variable("list"), origin: "policy" }],
          isSet: true,
        },
        origin: "policy",
      },
    ],
  },
} as const;

/** Later pairs win. The values are no objects, which the builtin would merge. */
const objectOf = {
  parameter: "pairs",
  value: call("object.union_n", {
    kind: "comprehension",
    head: { kind: "pair", key: at(0), value: at(1) },
    body: [{ kind: "some", variable: "pair", collection: variable("pairs"), origin: "policy" }],
  }),
} as const;

function at(index: number) {
  return { kind: "reference", head: variable("pair"), path: [scalar(index)] } as const;
}
