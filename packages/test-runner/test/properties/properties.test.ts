import { readdirSync } from "node:fs";
import { t } from "@bylaw/dsl/schema";
import { findOpa } from "@bylaw/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  denyWins,
  enginesAgree,
  readyProperties,
  regoPolicy,
  total,
  unchangedExcept,
} from "../../src/index.ts";
import { pairs, policyOf } from "./pairs.ts";

const opa = await findOpa();

const failure = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "it holds",
    (error: unknown) => (error instanceof Error ? error.message : "no error"),
  );

describe.each(pairs.map((pair) => [pair.name, pair] as const))("%s", (_, pair) => {
  const run = { runs: 400, opa, ...pair.run };

  it("holds for a sound policy", async () => {
    expect(await failure(pair.tried(policyOf(pair, pair.right), run))).toBe("it holds");
  });

  it("fails for one with the mistake, with an input", async () => {
    const message = await failure(pair.tried(policyOf(pair, pair.broken), run));
    expect(message).toContain("As a test:");
    expect(message).toMatch(/The same again: seed \d+/);
  });
});

const base = regoPolicy({
  modules: { "p.rego": 'package p\n\ndefault allow := false\nallow if input.method == "GET"\n' },
  decision: "p/allow",
  input: t.object({ method: t.string }),
});
const head = (rego: string) =>
  regoPolicy({ ...base, modules: { "p.rego": `package p\n\ndefault allow := false\n${rego}\n` } });

describe("unchangedExcept", () => {
  const wider = head('allow if input.method in {"GET", "HEAD"}');

  it("holds for a change where it was meant to be, and fails for one elsewhere", async () => {
    const isHead = (input: unknown) => JSON.stringify(input).includes("HEAD");
    expect(await failure(unchangedExcept(wider, base, isHead, { opa, runs: 600 }))).toBe("it holds");
    const message = await failure(unchangedExcept(wider, base, () => false, { opa, runs: 600 }));
    expect(message).toContain('{"method":"HEAD"}');
  });
});

describe("enginesAgree", () => {
  it("holds for Rego", async () => {
    expect(await failure(enginesAgree(base, { opa, runs: 300 }))).toBe("it holds");
  });
});

describe("a property that shows nothing", () => {
  it("fails when its precondition holds in under 1 % of the inputs", async () => {
    expect(await failure(denyWins(base, { opa, runs: 300 }))).toContain("under 1 %");
  });

  it("fails when it says nothing about such a policy, and names why", async () => {
    const [pair] = pairs.filter(({ name }) => name === "podAndTemplates");
    if (pair === undefined) throw new Error("there is no such pair");
    expect(await failure(pair.tried(base, { opa, runs: 10 }))).toContain(
      "does not see objects of Kubernetes",
    );
  });

  it("fails when no input is of the declared shape", async () => {
    const inputs = fc.constant({ method: 7 });
    const none = {
      ...base,
      input: t.object({ method: t.string, other: t.object({ a: t.array(t.number) }) }),
    };
    const [pair] = pairs.filter(({ name }) => name === "failsClosed");
    expect(await failure(pair?.tried(none, { opa, runs: 50, inputs }) ?? Promise.resolve())).toContain(
      "none of 50 generated inputs is of the declared shape",
    );
  });
});

describe("the seed", () => {
  it("is that of the policy: the same policy is tried with the same inputs", async () => {
    const [one, two] = [await total(base, { opa, runs: 50 }), await total(base, { opa, runs: 50 })];
    const other = await total(head("allow if input.method == 1"), { opa, runs: 50 });
    expect(one.seed).toBe(two.seed);
    expect(one.corpus).toEqual(two.corpus);
    expect(other.seed).not.toBe(one.seed);
  });
});

it("has a row for each file of a property", () => {
  const folder = new URL("../../src/properties/", import.meta.url);
  const parts = ["index", "input-places", "kubernetes-review", "property", "ready-property"];
  const camel = (name: string) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));
  const named = files.filter((file) => !parts.includes(file)).map(camel);
  const withOptions = ["nonInterference", "unchangedExcept"];
  expect(readyProperties.map(({ name }) => name).sort()).toEqual(
    named.filter((name) => !withOptions.includes(name)).sort(),
  );
});
