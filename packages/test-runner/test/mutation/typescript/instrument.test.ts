import { describe, expect, it } from "vitest";
import { instrumentModule } from "../../../src/mutation/typescript/instrument.ts";

const imports = `import { envoyPolicy } from "@bylaw/dsl/envoy";\nimport { t } from "@bylaw/dsl/schema";\n`;

const mutantsOf = (text: string) =>
  instrumentModule("policy.ts", imports + text, 0, "control").mutants.map(
    ({ operator, original, replacement }) => `${operator}: ${original} → ${replacement}`,
  );

describe("mutants", () => {
  it.each([
    [
      "a && b",
      ["drop a condition: a && b → a", "drop a condition: a && b → b", "swap and and or: a && b → a || b"],
    ],
    ["!a", ["negate: !a → a"]],
    ["a < 3", ["flip a comparison: a < 3 → a <= 3", "flip a comparison: a < 3 → a >= 3"]],
    [
      '["GET", "HEAD"]',
      ['drop an element: ["GET", "HEAD"] → ["HEAD"]', 'empty a list: ["GET", "HEAD"] → []'],
    ],
    ["a.some(f)", ["swap some and every: some → every"]],
    ['a.startsWith("/api/")', ["widen a prefix: startsWith → includes", 'widen a prefix: "/api/" → "/api"']],
    ['inCidr(a, "10.0.0.0/8")', ['widen a prefix: "10.0.0.0/8" → "10.0.0.0/7"']],
    ["a ?? false", ["take the default: a ?? false → false", "flip a constant: false → true"]],
    ["a[0]", ["change a constant: 0 → 1"]],
    ["a ? b : c", ["negate: a → !a"]],
  ])("of %s", (expression, expected) => {
    const found = mutantsOf(`const f = (a, b, c) => ${expression};`);
    for (const one of expected) expect(found).toContain(one);
  });

  it("of rules and findings, but not of what they say", () => {
    const found = mutantsOf(
      'export default envoyPolicy({ package: "a", deny: { *"no x"(input) { for (const x of input) { if (x) continue; yield { msg: "m" }; } } } });',
    );
    expect(found).toContain('drop a rule: "no x" → ');
    expect(found).toContain("drop a continue: continue; → ");
    expect(found.some((one) => one.startsWith("drop a finding"))).toBe(true);
    expect(found.some((one) => one.includes('"m" →'))).toBe(false);
    expect(found.some((one) => one.includes('"a" →'))).toBe(false);
  });

  it("of obligations, and of what a policy concerns", () => {
    const found = mutantsOf(
      'export default envoyPolicy({ package: "a", match: ["x", "y"], obligations: { allowed: { "log it": () => [{ to: 1 }] } } });',
    );
    expect(found).toContain('drop an element: ["x", "y"] → ["y"]');
    expect(found).toContain('drop a rule: "log it" → ');
    expect(found).not.toContain("drop a rule: allowed → ");
  });

  it("not of shapes, types and texts with parts", () => {
    const message = "`$" + "{a} is $" + '{"b"}`';
    const text = `const s = t.object({ a: t.oneOf("x") });\ntype T = "a" | "b";\nconst m = (a: "x") => ${message};`;
    expect(mutantsOf(text)).toEqual([]);
  });
});

it("knows the place of a mutant in the file", () => {
  const { mutants } = instrumentModule(
    "policy.ts",
    'const é = "é";\nconst f = (a) =>\n  a ===  3;\n',
    0,
    "control",
  );
  const comparison = mutants.find(({ operator }) => operator === "flip a comparison");
  expect(comparison?.range).toEqual({ file: "policy.ts", line: 3, column: 3, endLine: 3, endColumn: 11 });
});

it("says where a module does not parse", () => {
  expect(() => instrumentModule("broken.ts", "const = 1", 0, "control")).toThrow(/broken\.ts/);
});
