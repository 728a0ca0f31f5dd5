import { fileURLToPath } from "node:url";
import { createCompiler, formatDiagnostics } from "@bylaw/compiler";
import type { Schema } from "@bylaw/dsl/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AgreementOptions,
  checkAgreement,
  describeAgreement,
  type NativePolicy,
} from "../../src/index.ts";

const compiler = createCompiler();

async function policyOf(name: string) {
  const entry = fileURLToPath(new URL(`../policies/${name}.ts`, import.meta.url));
  const compilation = compiler.compile({ entry });
  if (!compilation.ok) throw new Error(formatDiagnostics(compilation.diagnostics));
  const module: { readonly default: NativePolicy } = await import(`../policies/${name}.ts`);
  return { policy: module.default, artefact: compilation.policy };
}

/** A schema in one order: that of alternatives means nothing. */
function ordered(schema: Schema): Schema {
  const sorted = <T>(values: readonly T[]): readonly T[] =>
    [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  switch (schema.kind) {
    case "oneOf":
      return { kind: "oneOf", values: sorted(schema.values) };
    case "union":
      return { kind: "union", members: sorted(schema.members.map(ordered)) };
    case "array":
      return { kind: "array", element: ordered(schema.element) };
    case "map":
      return { kind: "map", value: ordered(schema.value) };
    case "object":
      return {
        kind: "object",
        properties: Object.fromEntries(
          sorted(Object.entries(schema.properties)).map(([name, { optional, schema: inner }]) => [
            name,
            { optional, schema: ordered(inner) },
          ]),
        ),
      };
    default:
      return schema;
  }
}

const words = fc.constantFrom("a", "b", "c");
/** Texts of some parts: all of them in order, or a few in any order, sometimes with something in between. */
const joined = (parts: readonly string[], separator: string) =>
  fc
    .tuple(
      fc.oneof(
        fc.constant(parts),
        fc.array(fc.constantFrom(...parts), { maxLength: 4 }),
        fc
          .tuple(fc.nat(), fc.constantFrom("..", "é", "A", "", "x y", "a".repeat(300)))
          .map(([at, other]) => parts.with(at % parts.length, other)),
      ),
      fc.constantFrom(separator, separator, separator, "", ":", "@"),
    )
    .map(([chosen, between]) => chosen.join(between));

/** Where documents and inputs must have names in common for a rule to be reached. */
const given: Readonly<Record<string, Pick<AgreementOptions, "data" | "inputs">>> = {
  "parsed-texts": {
    inputs: fc.record(
      {
        id: joined(["spiffe:", "", "example.org", "ns", "prod", "sa", "web"], "/"),
        image: joined(
          [
            "ghcr.io",
            "Acme",
            "library",
            "web_app",
            "localhost:5000",
            "nginx:v1.2",
            "x@sha256:",
            "a".repeat(64),
          ],
          "/",
        ),
        host: joined(["www", "example", "org", "net", "evil"], "."),
      },
      { requiredKeys: ["id", "image"] },
    ),
  },
  permissions: {
    inputs: fc.record({ source: words, resource: words, action: words }),
    data: fc.record({
      permissions: fc.dictionary(words, fc.dictionary(words, fc.array(words, { maxLength: 2 }))),
      closed: fc.constantFrom(null, false, false, true),
      blocked: fc.array(words, { maxLength: 1 }),
    }),
  },
};

describe("a policy of each kind decides alike on all engines", () => {
  it.each([
    "required-labels",
    "guardrails",
    "allowed-repos",
    "pods",
    "orders-api",
    "order-limits",
    "plan",
    "nested",
    "permissions",
    "parsed-texts",
    "unions",
  ])("%s", { timeout: 120_000 }, async (name) => {
    const { policy, artefact } = await policyOf(name);
    const result = await checkAgreement({ policy, artefact, runs: 900, ...given[name] });
    expect(result.holds, describeAgreement(result, name)).toBe(true);
    // The schema read from the types is that of the shapes.
    expect(ordered(artefact.input)).toEqual(ordered(policy.input));
    expect(result.malformed).toBeGreaterThan(200);
    // A rule that is never reached would agree without saying anything.
    expect([...result.reached].filter(([, count]) => count === 0)).toEqual([]);
  });
});
