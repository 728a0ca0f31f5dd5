import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { malformed, wellTyped } from "../fixtures/inputs.ts";
import { type Answer, answers, compiled, native } from "../fixtures/policies.ts";

const policies = [
  "seed",
  "comparisons",
  "logic",
  "texts",
  "lists",
  "denials",
  "library",
  "structure",
  "statements",
  "transforms",
  "tokens",
  "many-alternatives",
  "json-schema",
  "imported-schema",
];
const now = 1_760_000_000_000_000_000n;
const none: Pick<Answer, "allowedBy"> = { allowedBy: [] };
/** Rules that do not depend on the input. */
const oneSidedHere = new Set(["always", "never", "everyone", "open", "closed"]);

describe("a policy decides the same natively and in OPA", () => {
  for (const name of policies) {
    it(`${name}: well-typed inputs`, { timeout: 120_000 }, async () => {
      const policy = compiled(name);
      const { decide } = await native(name);
      const inputs = fc.sample(wellTyped(policy.input, policy.comparedLiterals), { numRuns: 400, seed: 7 });
      const found = await answers(policy, policy.rego, inputs, now);
      const held = new Map<string, number>();
      for (const [index, input] of inputs.entries()) {
        const expected: Answer = decide(input, { now });
        expect({ input, ...found[index] }).toEqual({ input, ...expected });
        for (const rule of [...expected.allowedBy, ...expected.deniedBy])
          held.set(rule, (held.get(rule) ?? 0) + 1);
      }
      // A rule that always or never holds would agree without saying anything.
      const oneSided = policy.rules
        .map((rule) => rule.name)
        .filter((rule) => !oneSidedHere.has(rule) && [0, inputs.length].includes(held.get(rule) ?? 0));
      expect(name === "tokens" ? [] : oneSided).toEqual([]);
    });

    it(`${name}: malformed inputs lie between the two native checks`, { timeout: 120_000 }, async () => {
      const policy = compiled(name);
      const { decide } = await native(name);
      const generated = fc.sample(malformed(policy.input, policy.comparedLiterals), {
        numRuns: 600,
        seed: 11,
      });
      const inputs = [...generated, null, 5, "text", [], {}, { attributes: null }];
      const found = await answers(policy, policy.rego, inputs, now);
      for (const [index, input] of inputs.entries()) {
        const rego = found[index] ?? none;
        const whole = decide(input, { now, check: "whole" });
        const reads = decide(input, { now });
        expect({ input, lost: whole.allowedBy.filter((rule) => !rego.allowedBy.includes(rule)) }).toEqual({
          input,
          lost: [],
        });
        expect({ input, gained: rego.allowedBy.filter((rule) => !reads.allowedBy.includes(rule)) }).toEqual({
          input,
          gained: [],
        });
        expect({ input, allow: found[index]?.allow === true && !reads.allow }).toEqual({
          input,
          allow: false,
        });
        expect({ input, deny: whole.allow && found[index]?.allow !== true }).toEqual({ input, deny: false });
      }
    });
  }
});

describe("no builtin fails, whatever the input is", () => {
  it.each([
    "comparisons",
    "logic",
    "texts",
    "lists",
    "denials",
    "library",
    "statements",
    "transforms",
    "many-alternatives",
  ])("%s", { timeout: 120_000 }, async (name) => {
    const policy = compiled(name);
    const generated = fc.sample(malformed(policy.input, policy.comparedLiterals), {
      numRuns: 300,
      seed: 13,
    });
    const inputs = [...generated, null, 5, "text", [], {}, { attributes: 7 }];
    const strict = await answers(policy, policy.rego, inputs, now, { strictBuiltinErrors: true });
    expect(strict).toEqual(await answers(policy, policy.rego, inputs, now));
  });
});

it.each(["lists", "denials", "library", "transforms"])(
  "%s means the same under import future.keywords.not",
  { timeout: 120_000 },
  async (name) => {
    const policy = compiled(name);
    const imported = policy.rego.replace(/^package .*$/m, (line) => `${line}\n\nimport future.keywords.not`);
    expect(imported).toContain("import future");
    const generated = [
      ...fc.sample(wellTyped(policy.input, policy.comparedLiterals), { numRuns: 200, seed: 17 }),
      ...fc.sample(malformed(policy.input, policy.comparedLiterals), { numRuns: 200, seed: 19 }),
    ];
    expect(await answers(policy, imported, generated, now)).toEqual(
      await answers(policy, policy.rego, generated, now),
    );
  },
);
