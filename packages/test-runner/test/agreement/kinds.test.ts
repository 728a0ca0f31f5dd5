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

/** Times near each other, at the ends of what is read, and texts that only look like one. */
const times = fc.oneof(
  fc
    .tuple(
      fc.date({
        min: new Date("2026-11-23T00:00:00Z"),
        max: new Date("2026-11-27T00:00:00Z"),
        noInvalidDate: true,
      }),
      fc.constantFrom("", "", ".5", ".000000001", ".999999999", ".0000000001", ",5", "."),
      fc.constantFrom("Z", "Z", "+01:00", "-23:59", "+00:00", "z", "+24:00", "", "+1:00"),
    )
    .map(([date, fraction, zone]) => `${date.toISOString().slice(0, 19)}${fraction}${zone}`),
  fc.constantFrom(
    "1970-01-01T00:00:00+23:59",
    "1970-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "2261-12-31T23:59:59.999999999-23:59",
    "2262-01-01T00:00:00Z",
    "2024-02-29T12:00:00Z",
    "2026-02-29T12:00:00Z",
    "2100-02-29T12:00:00Z",
    "2026-04-31T12:00:00Z",
    "2026-11-25T12:00:60Z",
    "2026-11-25t12:00:00Z",
    "2026-11-25T2:00:00Z",
    "2026-11-25 12:00:00Z",
    "2026-11-25T12:00:00Z\n",
    "",
  ),
);

const amounts = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("", "", "", "+", "-"),
      fc.constantFrom("0", "1", "5", "05", "499", "500", "501", "1024", "2000", "1073741824", "9".repeat(40)),
      fc.constantFrom("", "", "", ".", ".5", ".50", ".000000001", `.${"9".repeat(30)}`),
      fc.constantFrom(
        "",
        "m",
        "u",
        "n",
        "k",
        "K",
        "Ki",
        "M",
        "Mi",
        "G",
        "Gi",
        "Ti",
        "E",
        "Ei",
        "e3",
        " ",
        "mi",
      ),
    )
    .map((parts) => parts.join("")),
  fc.constantFrom("", ".", ".5", "0.5", "1,5", "1Gi\n", "５", "1e400"),
  fc.constantFrom<string | number>(0, -0, 1, 2, 0.5, 1.5, -1, 1e9, 2 ** 53 - 1, 2 ** 53, 1e300),
);

const versions = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("", "", "", "v", "V"),
      fc.constantFrom("0.0.9", "0.1.0", "1.0.0", "1.2.0", "1.10.0", "2.0.0", "1.2", "01.2.0", "1.2.0.1"),
      fc.constantFrom("", "", "", "-rc.1", "-rc.10", "-rc.2", "-1", "-", "-01"),
      fc.constantFrom("", "", "+build", "+"),
    )
    .map((parts) => parts.join("")),
  fc.constantFrom("", "latest", "9223372036854775807.0.0", "9223372036854775808.0.0"),
);

/** Bytes in or near UTF-8, in or near an encoding. */
const encodings = fc.oneof(
  fc
    .tuple(
      fc.array(
        fc.oneof(
          fc
            .constantFrom("user:", "a", "é", "€", "😀", "\ufffd", "\u0000", "\n", "?>~")
            .map((text) => Buffer.from(text)),
          fc
            .constantFrom(
              "80",
              "c3",
              "c0af",
              "e28280",
              "eda080",
              "f0908080",
              "f4908080",
              "ff",
              "efbf",
              "bd",
              "e08080",
            )
            .map((hex) => Buffer.from(hex, "hex")),
        ),
        { maxLength: 4 },
      ),
      fc.constantFrom("base64", "base64url", "hex", "percent", "utf8"),
      fc.constantFrom("", "", "", "", "=", "==", "%", "+", "\n", "A"),
    )
    .map(([parts, encoding, end]) => {
      const bytes = Buffer.concat(parts);
      return (
        (encoding === "percent" ? bytes.toString("hex").replaceAll(/../g, "%$&") : bytes.toString(encoding)) +
        end
      );
    }),
  fc.constantFrom("QR==", "QUJ=", "QR", "%252F", "a+b", "%zz", "4", "4G", "C3a9", "QQ\r\n=="),
);

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
  encodings: {
    inputs: fc.record({ text: encodings, plain: encodings }, { requiredKeys: ["text"] }),
  },
  "times-and-amounts": {
    inputs: fc.record(
      { from: times, until: times, cpu: amounts, memory: amounts, version: versions },
      { requiredKeys: ["from", "cpu", "version"] },
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
    "answers",
    "risk",
    "parsed-texts",
    "times-and-amounts",
    "encodings",
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

it("refuses numbers beyond a double in a union, too", async () => {
  const { policy, artefact } = await policyOf("unions");
  const beyond = fc.constantFrom<string | number>("any", 80, 2 ** 53, 1e300);
  const inputs = fc.record({
    subject: fc.constant({ kind: "machine", realm: "mesh", name: "a" }),
    port: beyond,
    limit: beyond,
  });
  const result = await checkAgreement({ policy, artefact, runs: 30, malformed: 0, inputs });
  expect(result.holds, describeAgreement(result, "unions")).toBe(true);
  expect(result.malformed).toBeGreaterThan(0);
});
