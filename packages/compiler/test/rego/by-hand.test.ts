import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createEngine, findOpa, type Json } from "@bylaw/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CompiledPolicy } from "../../src/index.ts";
import { examplePolicies } from "../fixtures/examples.ts";
import { wellTyped } from "../fixtures/inputs.ts";
import { codeLines, withoutGuards } from "./code-lines.ts";

const folder = resolve(import.meta.dirname, "by-hand");
/** A Tuesday, at noon in Bengaluru. */
const now = 1_767_681_000_000_000_000n;
const mostLines = 1.5;

const policies = examplePolicies().flatMap(({ name, compiled, stages }) => {
  const file = resolve(folder, `${name}.rego`);
  if (!existsSync(file) || stages.rego === undefined) return [];
  const byHand = readFileSync(file, "utf8");
  return [
    {
      name,
      compiled,
      byHand,
      lines: codeLines(withoutGuards(stages.rego)),
      handLines: codeLines(byHand.replace(/^.*concerned.*\n/gm, "")),
    },
  ];
});

describe("the Rego of the examples beside Rego that a person wrote", () => {
  it("is there for some of them", () => expect(policies.length).toBeGreaterThanOrEqual(7));

  it.each(policies)("$name has at most 1.5 times the lines, guards aside", ({ name, lines, handLines }) => {
    process.stdout.write(
      `${name}: ${lines} lines, by hand ${handLines}: ${(lines / handLines).toFixed(2)}\n`,
    );
    expect(lines / handLines).toBeLessThanOrEqual(mostLines);
  });

  it.each(policies)("$name decides the same", { timeout: 120_000 }, async ({ compiled, byHand }) => {
    const inputs: readonly Json[] = fc.sample(inputsOf(compiled), { numRuns: 300, seed: 7 });
    const [generated, written] = await Promise.all(
      [compiled.rego, byHand].map((rego) => outcomes(compiled, rego, inputs)),
    );
    expect(generated).toEqual(written);
    expect(new Set(generated).size).toBeGreaterThan(1);
  });
});

/** Inputs of the declared shape; what Gatekeeper shows of an object says of which kind it is. */
function inputsOf(policy: CompiledPolicy): fc.Arbitrary<Json> {
  return wellTyped(policy.input, policy.comparedLiterals).map((input) => {
    const [version, kind] = ["apiVersion", "kind"].map((key) => at(input, ["review", "object", key]));
    if (typeof version !== "string" || typeof kind !== "string") return input;
    const [group = "", name = ""] = version.includes("/") ? version.split("/") : ["", version];
    const review = { ...record(at(input, ["review"])), kind: { group, version: name, kind } };
    return { ...record(input), review };
  });
}

function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((of, key) => record(of)[key], value);
}

function record(value: Json | undefined): { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !isList(value) ? value : {};
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

async function outcomes(
  policy: CompiledPolicy,
  rego: string,
  inputs: readonly Json[],
): Promise<readonly string[]> {
  const data: Json = { permissions: { a: { a: ["a"] } } };
  const root = policy.package.replaceAll(".", "/");
  const sets = ["allowed_by", "denied_by", "warn"].map((name) => `${root}/${name}`);
  const paths = [policy.entrypoint, ...sets];
  const engine = await createEngine("opa", { modules: { "policy.rego": rego }, data }, paths, {
    opa: await findOpa(),
  });
  try {
    const found = await engine.evaluate(
      inputs.flatMap((input) => paths.map((path) => ({ path, input, now }))),
    );
    return found.map((outcome) => JSON.stringify(outcome));
  } finally {
    await engine.close();
  }
}
