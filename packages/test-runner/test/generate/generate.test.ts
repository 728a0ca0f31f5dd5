import type { ComparedLiteral } from "@bylaw/compiler";
import { envoyInput } from "@bylaw/dsl/envoy";
import { type Static, t } from "@bylaw/dsl/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smaller } from "../../src/agreement/smaller.ts";
import { envoyRequests, malformed, wellTyped } from "../../src/index.ts";

const shape = t.object({
  tenant: t.string,
  level: t.number,
  kind: t.oneOf("a", "b", 3, null),
  roles: t.opt(t.array(t.string)),
  labels: t.map(t.union(t.string, t.boolean)),
  anything: t.unknown,
});
const literals: readonly ComparedLiteral[] = [
  { path: ["tenant"], value: "acme", relation: "equals" },
  { path: ["roles", "*"], value: "admin", relation: "equals" },
  { path: ["labels", "team"], value: "core-", relation: "prefix" },
];

describe("wellTyped", () => {
  it("makes texts near those that are compared, and no half of a pair of surrogates", () => {
    const near: readonly ComparedLiteral[] = [{ path: ["tenant"], value: "😀", relation: "equals" }];
    fc.assert(
      fc.property(wellTyped(shape.schema, near), (value) => shape.is(value)),
      { numRuns: 500 },
    );
  });

  it("makes values of the schema, and shrinks to such values", () => {
    fc.assert(
      fc.property(wellTyped(shape.schema, literals), (value) => shape.is(value)),
      { numRuns: 500 },
    );
    const failed = fc.check(
      fc.property(
        wellTyped(shape.schema, literals),
        (value) => (value as Static<typeof shape>).tenant !== "acme",
      ),
      { seed: 1, numRuns: 500 },
    );
    expect(failed.counterexample).not.toBeNull();
    expect(shape.is(failed.counterexample?.[0])).toBe(true);
  });

  it("meets the literals of a policy often", () => {
    const values = fc.sample(wellTyped(shape.schema, literals), { numRuns: 300, seed: 1 }) as Static<
      typeof shape
    >[];
    const met = (holds: (value: Static<typeof shape>) => boolean) => values.filter(holds).length;
    expect(met((value) => value.tenant === "acme")).toBeGreaterThan(60);
    expect(met((value) => value.roles?.includes("admin") ?? false)).toBeGreaterThan(30);
    expect(met((value) => String(value.labels.team).startsWith("core-"))).toBeGreaterThan(30);
  });
});

describe("envoyRequests", () => {
  const requests = envoyRequests(envoyInput.schema, [
    { path: ["attributes", "request", "http", "path"], value: "/api/secure", relation: "equals" },
    { path: ["parsed_path", 0], value: "api", relation: "equals" },
  ]);

  it("makes well-formed inputs whose parts agree", () => {
    fc.assert(
      fc.property(requests, (value) => envoyInput.is(value)),
      { numRuns: 500 },
    );
    const inputs = fc.sample(requests, { numRuns: 400, seed: 1 }).filter((value) => envoyInput.is(value));
    const consistent = inputs.filter((input) => {
      const { http } = input.attributes.request;
      return http.headers[":path"] === http.path && http.headers[":method"] === http.method;
    });
    expect(consistent.length).toBeGreaterThan(inputs.length / 2);
    expect(
      inputs.filter((input) => input.attributes.request.http.path === "/api/secure").length,
    ).toBeGreaterThan(20);
  });

  it("derives parsed_path as the plugin does", () => {
    const inputs = fc.sample(requests, { numRuns: 2_000, seed: 2 }).filter((value) => envoyInput.is(value));
    const parsed = new Map(inputs.map((input) => [input.attributes.request.http.path, input]));
    const encoded = [...parsed.values()].find((input) =>
      /^\/api\/a%2Fb/.test(input.attributes.request.http.headers[":path"] ?? ""),
    );
    expect(encoded?.parsed_path.slice(0, 3)).toEqual(["api", "a", "b"]);
  });
});

describe("malformed", () => {
  it("makes mostly values that are not of the schema, each kind of defect among them", () => {
    const values = fc.sample(malformed(wellTyped(shape.schema, literals), shape.schema, literals), {
      numRuns: 500,
      seed: 1,
    });
    expect(values.filter((value) => !shape.is(value)).length).toBeGreaterThan(300);
    const tenants = values.map((value) => (value as Record<string, unknown> | null)?.tenant);
    for (const kind of ["number", "boolean", "object", "bigint", "undefined"]) {
      expect(tenants.some((tenant) => typeof tenant === kind)).toBe(true);
    }
  });

  it("never touches a prototype", () => {
    fc.assert(
      fc.property(malformed(wellTyped(shape.schema), shape.schema), () => {
        expect(({} as Record<string, unknown>).x).toBeUndefined();
      }),
    );
  });
});

describe("smaller", () => {
  it("gives simpler values only, and comes to an end", () => {
    fc.assert(
      fc.property(wellTyped(shape.schema), fc.nat(), (value, choice) => {
        let current = value;
        for (let steps = 0; ; steps++) {
          const candidates = smaller(current);
          if (candidates.length === 0) return;
          expect(steps).toBeLessThan(5_000);
          current = candidates[choice % candidates.length] ?? null;
        }
      }),
      { numRuns: 50 },
    );
  });
});
