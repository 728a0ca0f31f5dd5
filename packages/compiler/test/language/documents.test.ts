import { createEngine, findOpa } from "@bylaw/engine";
import type { Json } from "@bylaw/engine/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { malformed, wellTyped } from "../fixtures/inputs.ts";
import { type Answer, compiled, native } from "../fixtures/policies.ts";

const name = "documents";
const now = 1_760_000_000_000_000_000n;
const inputs: readonly Json[] = ["a", "q", "constructor"].flatMap((user) =>
  ["GET", "POST"].map((method) => ({ user, method })),
);

/** What a module says of all inputs beside some documents. */
async function answersBeside(data: Json, kind: "javascript" | "opa"): Promise<readonly Answer[]> {
  const { rego } = compiled(name);
  const paths = ["allow", "allowed_by", "denied_by", "malformed"].map((rule) => `policies/documents/${rule}`);
  const engine = await createEngine(kind, { modules: { "p.rego": rego }, data }, paths, {
    opa: await findOpa(),
  });
  try {
    const outcomes = await engine.evaluate(
      inputs.flatMap((input) => paths.map((path) => ({ path, input, now }))),
    );
    const values = outcomes.map((outcome) => (outcome.kind === "defined" ? outcome.value : undefined));
    const texts = (value: Json | undefined) => (Array.isArray(value) ? value.map(String) : []);
    return inputs.map((_, index) => {
      const [allow, allowedBy, deniedBy, found] = values.slice(index * paths.length);
      return {
        allow: allow === true,
        allowedBy: texts(allowedBy),
        deniedBy: texts(deniedBy),
        malformed: texts(found),
      };
    });
  } finally {
    await engine.close();
  }
}

const absent: readonly Json[] = [
  {},
  { lock: {} },
  { lock: { by: "a" } },
  { lock: { mode: null } },
  { limit: {} },
  { owners: { a: {} } },
  { owners: { a: null } },
  { roles: { a: null } },
];

test("decides alike beside documents of the declared shape", { timeout: 120_000 }, async () => {
  const policy = compiled(name);
  const { decide } = await native(name);
  if (policy.data === undefined) throw new Error("the policy declares documents");
  const documents = fc.sample(wellTyped(policy.data, policy.comparedLiterals), { numRuns: 60, seed: 5 });
  const held = new Set<string>();
  for (const [position, data] of documents.entries()) {
    const found = await answersBeside(data, position % 15 === 0 ? "opa" : "javascript");
    for (const [index, input] of inputs.entries()) {
      const expected: Answer = decide(input, { now, data });
      expect({ data, input, ...found[index] }).toEqual({ data, input, ...expected });
      for (const rule of [...expected.allowedBy, ...expected.deniedBy]) held.add(rule);
    }
  }
  expect(policy.rules.map((rule) => rule.name).filter((rule) => !held.has(rule))).toEqual([]);
});

test("beside documents that are not, it lies between the two native checks", {
  timeout: 120_000,
}, async () => {
  const policy = compiled(name);
  const { decide } = await native(name);
  if (policy.data === undefined) throw new Error("the policy declares documents");
  const generated = fc.sample(malformed(policy.data, policy.comparedLiterals), { numRuns: 150, seed: 6 });
  // A base document is an object.
  const documents = [...absent, ...generated].filter(
    (data) => typeof data === "object" && data !== null && !Array.isArray(data),
  );
  for (const [position, data] of documents.entries()) {
    const found = await answersBeside(data, position % 15 === 0 ? "opa" : "javascript");
    for (const [index, input] of inputs.entries()) {
      const rego = found[index];
      const whole = decide(input, { now, data, check: "whole" });
      const reads = decide(input, { now, data });
      expect({
        data,
        input,
        lost: whole.allowedBy.filter((rule) => !rego?.allowedBy.includes(rule)),
      }).toEqual({
        data,
        input,
        lost: [],
      });
      expect({
        data,
        input,
        gained: rego?.allowedBy.filter((rule) => !reads.allowedBy.includes(rule)),
      }).toEqual({
        data,
        input,
        gained: [],
      });
      expect({ data, input, wrong: rego?.allow === true && !reads.allow }).toEqual({
        data,
        input,
        wrong: false,
      });
      expect({ data, input, refused: whole.allow && rego?.allow !== true }).toEqual({
        data,
        input,
        refused: false,
      });
    }
  }
});
