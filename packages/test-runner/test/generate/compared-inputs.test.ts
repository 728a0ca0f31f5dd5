import type { Json } from "@bylaw/engine";
import { describe, expect, it } from "vitest";
import { type ComparedPolicy, comparedInputs } from "../../src/index.ts";

const rego = (reads: readonly string[], texts: readonly string[] = [], data?: Json): ComparedPolicy => ({
  reads: reads.map((path) => path.split(".")),
  comparedLiterals: [],
  texts: new Set([...texts, ...reads.flatMap((path) => path.split("."))]),
  ...(data === undefined ? {} : { data }),
});

const made = (policies: readonly ComparedPolicy[], seed = 1, count = 200): readonly Json[] => {
  const source = comparedInputs(policies, seed);
  if (source === undefined) throw new Error("nobody could tell what inputs look like");
  return Array.from({ length: count }, () => source.next().input);
};

const text = (value: Json) =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? `${one}` : one));

describe("comparedInputs", () => {
  it.each([
    ["Gatekeeper", rego(["review.object.spec.containers"]), '"review":{"'],
    ["admission webhooks", rego(["request.object.spec.containers"]), '"request":{"'],
    ["Envoy", rego(["attributes.request.http.path"]), '"parsed_path"'],
    ["Terraform", rego(["resource_changes"]), '"resource_changes"'],
  ])("tells by what Rego reads that %s asks it", (_, policy, part) => {
    const inputs = made([policy, policy]).map(text);
    expect(inputs.filter((one) => one.includes(part)).length).toBeGreaterThan(100);
  });

  it("makes nothing where nobody can tell", () => {
    expect(comparedInputs([rego(["user"]), rego(["user"])], 1)).toBeUndefined();
  });

  it("makes the same again with the same seed", () => {
    const policies = [rego(["review.object.kind"], ["Pod"])];
    expect(made(policies, 3)).toEqual(made(policies, 3));
    expect(made(policies, 3)).not.toEqual(made(policies, 4));
  });

  it("makes objects of the kinds and with the members that Rego names", () => {
    const inputs = made([rego(["review.object"], ["Service", "externalIPs"])]).map(text);
    expect(inputs.filter((one) => one.includes('"kind":"Service"')).length).toBeGreaterThan(100);
    expect(inputs.some((one) => one.includes('"externalIPs"'))).toBe(true);
    expect(inputs.some((one) => one.includes('"loadBalancerIP"'))).toBe(false);
  });

  it("takes a side's own schema, and tries what the other compares with", () => {
    const input = {
      kind: "object",
      properties: { role: { schema: { kind: "string" }, optional: false } },
    } as const;
    const declared = { kind: "own", input, comparedLiterals: [], reads: [["role"]] } as const;
    const other = {
      ...declared,
      comparedLiterals: [{ path: ["role"], value: "r-4711", relation: "equals" }],
    } as const;
    const inputs = made([
      { ...rego([]), declared },
      { ...rego([]), declared: other },
    ]).map(text);
    expect(inputs.filter((one) => one.includes("r-4711")).length).toBeGreaterThan(30);
  });

  it("looks into base documents", () => {
    const input = {
      kind: "object",
      properties: { caller: { schema: { kind: "string" }, optional: false } },
    } as const;
    const declared = { kind: "own", input, comparedLiterals: [], reads: [["caller"]] } as const;
    const inputs = made([{ ...rego([], [], { grants: { "c-4711": ["read"] } }), declared }]).map(text);
    expect(inputs.filter((one) => one.includes("c-4711")).length).toBeGreaterThan(10);
  });
});
