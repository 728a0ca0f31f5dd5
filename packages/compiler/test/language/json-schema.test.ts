import { expect, it } from "vitest";
import { compileTexts } from "../fixtures/sources.ts";

const policyOf = (input: string, before = ""): string => `import { policy } from "@bylaw/dsl/policy";
import { fromJsonSchema, t } from "@bylaw/dsl/schema";
${before}
export default policy({
  package: "test.documents",
  input: ${input},
  allow: { named: ({ name }) => name === "a" },
});
`;

/** What the compiler says of a policy with such an input. */
function said(input: string, before?: string): readonly string[] {
  return compileTexts({ "policy.ts": policyOf(input, before) }).diagnostics.map(
    ({ code, message, span }) => `${code} ${span?.line}: ${message}`,
  );
}

const name = '{ type: "object", properties: { name: { type: "string" } } }';

it("reads a document that is written out, in the definition or elsewhere", () => {
  expect(said(`fromJsonSchema(${name})`)).toEqual([]);
  expect(said("fromJsonSchema(document)", `const document = ${name} as const;`)).toEqual([]);
  expect(said("shape", `const shape = fromJsonSchema(${name});`)).toEqual([]);
  expect(said(`t.object({ name: fromJsonSchema({ enum: ["a", "b", null, true, false] }) })`)).toEqual([]);
  expect(said(`fromJsonSchema<Named>(${name})`, "interface Named { readonly name?: string }")).toEqual([]);
});

it("names what a shape cannot say", () => {
  expect(said('t.object({ name: fromJsonSchema({ type: "string", minLength: 1 }) })')).toEqual([
    "BYL1206 6: a JSON Schema that says what a shape cannot: #/minLength: a shape cannot check it",
  ]);
  expect(said('fromJsonSchema({ type: "object", properties: { name: { $ref: "#/$defs/none" } } })')).toEqual([
    'BYL1206 6: a JSON Schema that says what a shape cannot: #/properties/name/$ref: there is no "#/$defs/none"',
  ]);
  expect(
    said(
      't.object({ name: fromJsonSchema({ type: "string", minLength: 1 }, { unchecked: ["minLength"] }) })',
    ),
  ).toEqual([]);
});

it("refuses a type that the document does not have", () => {
  const other =
    "BYL1206 6: a JSON Schema that says what a shape cannot: its type says something else than the document";
  expect(said(`fromJsonSchema<Named>(${name})`, "interface Named { readonly name: string }")).toEqual([
    other,
  ]);
  expect(said(`fromJsonSchema<Named>(${name})`, 'interface Named { readonly name?: "a" }')).toEqual([other]);
});

it("refuses a document that is worked out", () => {
  expect(said("fromJsonSchema<{ name: string }>(made())", "const made = (): unknown => true;")).toEqual([
    "BYL1114 6: an argument that must be a literal: made()",
  ]);
});
