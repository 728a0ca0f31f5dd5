import { checkRego, findOpa, formatRego } from "@bylaw/engine";
import { describe, expect, it } from "vitest";
import { examplePolicies } from "../fixtures/examples.ts";
import { compiled } from "../fixtures/policies.ts";
import { compileTexts, policyWith } from "../fixtures/sources.ts";
import { unreadNames } from "./unread-names.ts";

const policies = [
  "seed",
  "comparisons",
  "logic",
  "texts",
  "lists",
  "denials",
  "library",
  "response",
  "computed-response",
  "many-alternatives",
  "tokens",
  "structure",
  "full",
  "statements",
  "transforms",
];

describe("the Rego that is written", () => {
  it.each(policies)("%s passes the strict check and is as opa fmt leaves it", async (name) => {
    const { rego } = compiled(name);
    const opa = await findOpa();
    const modules = { "policy.rego": rego };
    expect(await checkRego(opa, { modules })).toEqual([]);
    expect(await formatRego(opa, rego)).toBe(rego);
    expect(unreadNames(rego)).toEqual([]);
  });

  it.each(examplePolicies())(
    "$name does too, and says what its rules say",
    async ({ compiled: { rego, rules } }) => {
      const opa = await findOpa();
      expect(await checkRego(opa, { modules: { "policy.rego": rego } })).toEqual([]);
      expect(await formatRego(opa, rego)).toBe(rego);
      expect(unreadNames(rego)).toEqual([]);
      const lines = rego.split("\n");
      for (const { name, description = "", rows } of rules) {
        const above = lines.slice(Math.max(0, (rows[0] ?? 0) - 8), rows[0]).join("\n");
        expect(above).toContain(name);
        expect(above).toContain(description.split("\n")[0] ?? "");
      }
    },
  );

  it.each(["seed", "full", "denials"])("%s is what was reviewed", async (name) => {
    await expect(compiled(name).rego).toMatchFileSnapshot(`../golden/${name}.rego`);
  });

  it("says where each body begins and which source line it comes from", () => {
    const { rego, rules, sourceMap } = compiled("full");
    const lines = rego.split("\n");
    for (const rule of rules) {
      expect(rule.rows.length).toBeGreaterThan(0);
      for (const row of rule.rows) expect(lines[row - 1]).toContain(` contains ${JSON.stringify(rule.name)}`);
    }
    const row = lines.findIndex((line) => line.includes('"principal"], null) != "spiffe://good"')) + 1;
    expect(sourceMap.get(row)).toMatchObject({ line: 47 });
  });

  it("carries names and descriptions whatever characters they have", async () => {
    const name = `a "b": #c \\ é 😀 $${"{x}"} %s - [1]`;
    const found = compileTexts({
      "names.ts": `import { envoyPolicy } from "@bylaw/dsl/envoy";
export default envoyPolicy({
  package: "test.names",
  allow: {
    /** true: - "quoted" # and
     * # METADATA
     * two lines */
    ${JSON.stringify(name)}: () => true,
    yes: () => true,
    "12": () => true,
  },
});
`,
    });
    if (!found.ok) throw new Error(JSON.stringify(found.diagnostics));
    const opa = await findOpa();
    expect(await checkRego(opa, { modules: { "policy.rego": found.policy.rego } })).toEqual([]);
    expect(await formatRego(opa, found.policy.rego)).toBe(found.policy.rego);
    expect(found.policy.rules.map((rule) => rule.name)).toContain(name);
    expect(found.policy.rego).toContain('#   rule: "yes"');
  });

  it("takes no text of the policy for code", async () => {
    const literals = ["\\u2028x", '\\"]} allow := true #', "\\n\\nallow := true", "*/", "`"].map(
      (text) => `"${text}"`,
    );
    const found = compileTexts({
      "literals.ts": policyWith(`[${literals.join(", ")}].includes(input.attributes.request.http.path)`),
    });
    if (!found.ok) throw new Error(JSON.stringify(found.diagnostics));
    expect(await checkRego(await findOpa(), { modules: { "policy.rego": found.policy.rego } })).toEqual([]);
    expect(found.policy.rego.split("\n").filter((line) => line.includes("allow := true"))).toHaveLength(1);
  });

  it("lists the literals that each path is compared with", () => {
    const { comparedLiterals } = compiled("lists");
    expect(comparedLiterals).toContainEqual({ path: ["parsed_path", "*"], value: "p", relation: "prefix" });
    expect(comparedLiterals).toContainEqual({
      path: ["attributes", "request", "http", "method"],
      value: "POST",
      relation: "equals",
    });
    expect(comparedLiterals).toContainEqual({
      path: ["attributes", "request", "http", "path"],
      value: "/b",
      relation: "prefix",
    });
    expect(compiled("comparisons").comparedLiterals).toContainEqual({
      path: ["attributes", "request", "http", "size"],
      value: 100,
      relation: "order",
    });
  });
});
