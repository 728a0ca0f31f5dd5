import { checkRego, findOpa } from "@bylaw/engine";
import { describe, expect, it } from "vitest";
import { compileTexts, policyWith } from "../fixtures/sources.ts";

const many = (count: number, text: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => text(index));
const header = (name: string) => `input.attributes.request.http.headers["${name}"]`;
const path = "input.attributes.request.http.path";

/** Sources with the code that refuses them; none where they compile. */
const sources: Readonly<Record<string, readonly [text: string, code?: string]>> = {
  "negations nested 10,000 deep": [policyWith(`${"!(".repeat(10_000)}true${")".repeat(10_000)}`), "BYL1118"],
  "a chain of 10,000 ternaries": [
    policyWith(`${many(10_000, (n) => `${path} === "${n}" ? true : `).join("")}false`),
    "BYL1118",
  ],
  "blocks nested 3,000 deep": [
    policyWith(
      `{ ${`if (${path} === "a") { `.repeat(3_000)}return true;${"}".repeat(3_000)} return false; }`,
    ),
    "BYL1118",
  ],
  "a union of 5,000 texts": [
    policyWith(
      `same(${path} === "a" ? "k1" : "k2") === "k1"`,
      `type K = ${many(5_000, (n) => `"k${n}"`).join(" | ")};\nconst same = (k: K): K => k;`,
    ),
  ],
  "a type that refers to itself": [
    `import { policy } from "@bylaw/dsl/policy";
import type { Shape } from "@bylaw/dsl/schema";
interface Tree { readonly left?: Tree; readonly name: string }
declare const shape: Shape<Tree>;
export default policy({ package: "test.tree", input: shape, allow: { rule: (input) => input.left?.name === "a" } });
`,
    "BYL1119",
  ],
  "half of a surrogate pair": [policyWith(`${path} === "\\ud83d"`), "BYL1117"],
  "marks of direction, of byte order and of no width": [
    policyWith(`${path} === "\u202egnp.\u2066\u200b\ufeff"`),
  ],
  "a text with a zero": [policyWith(`${path} === "\\u0000"`)],
  "names beyond ASCII": [
    policyWith(
      "ünïcödé\u0301(input)",
      `const ünïcödé\u0301 = (input: EnvoyInput) => ${"input.truncated_body === true"};`,
    ),
  ],
  "a text of a million characters": [policyWith(`${path} === "${"a".repeat(1_000_000)}"`)],
  "forty alternatives that multiply": [
    policyWith(many(40, (n) => `(${header(`a${n}`)} === "x" || ${header(`b${n}`)} === "y")`).join(" && ")),
  ],
  "the negation of forty pairs": [
    policyWith(
      `!(${many(40, (n) => `(${header(`a${n}`)} === "x" && ${header(`b${n}`)} === "y")`).join(" || ")})`,
    ),
  ],
  "5,000 rules": [
    `import { envoyPolicy } from "@bylaw/dsl/envoy";
export default envoyPolicy({
  package: "test.many",
  allow: {
${many(5_000, (n) => `    "rule ${n}": (input) => ${path} === "/${n}",`).join("\n")}
  },
});
`,
  ],
};

describe("an absurd source ends in a diagnostic or in Rego that OPA takes", () => {
  it.each(Object.entries(sources))("%s", { timeout: 300_000 }, async (_, [text, code]) => {
    const found = compileTexts({ "hostile.ts": text });
    expect(found.diagnostics.map((one) => one.code)).toEqual(code === undefined ? [] : [code]);
    if (found.ok)
      expect(await checkRego(await findOpa(), { modules: { "policy.rego": found.policy.rego } })).toEqual([]);
  });
});
