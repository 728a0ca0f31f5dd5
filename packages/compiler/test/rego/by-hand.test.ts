import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createEngine, findOpa } from "@bylaw/engine";
import { describe, expect, it } from "vitest";
import type { CompiledPolicy } from "../../src/index.ts";
import { examplePolicies } from "../fixtures/examples.ts";
import { type Questions, questionsTo } from "./by-hand-questions.ts";
import { codeLines, withoutGuards } from "./code-lines.ts";

const folder = resolve(import.meta.dirname, "by-hand");
const mostLines = 1.5;

const examples = examplePolicies();
const policies = examples.flatMap(({ name, compiled, stages }) => {
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
  it("is there for all of them", () =>
    expect(policies.map(({ name }) => name)).toEqual(examples.map(({ name }) => name)));

  it.each(policies)("$name has at most 1.5 times the lines, guards aside", ({ name, lines, handLines }) => {
    process.stdout.write(
      `${name}: ${lines} lines, by hand ${handLines}: ${(lines / handLines).toFixed(2)}\n`,
    );
    expect(lines / handLines).toBeLessThanOrEqual(mostLines);
  });

  it.each(policies)("$name decides the same", { timeout: 120_000 }, async ({ compiled, byHand }) => {
    const decided = new Set<string>();
    for (const questions of questionsTo(compiled, 7)) {
      const [generated = [], written] = await Promise.all(
        [compiled.rego, byHand].map((rego) => outcomes(compiled, rego, questions)),
      );
      expect(generated).toEqual(written);
      for (const outcome of generated) decided.add(outcome);
    }
    const decisions = [...decided].join();
    const silent = compiled.rules.filter(({ name }) => !decisions.includes(JSON.stringify(name)));
    expect(silent).toEqual([]);
  });
});

async function outcomes(
  policy: CompiledPolicy,
  rego: string,
  { data, asked }: Questions,
): Promise<readonly string[]> {
  const root = policy.package.replaceAll(".", "/");
  const sets =
    policy.answer === "allow" ? ["allowed_by", "denied_by"] : policy.kind === "terraform" ? ["warn"] : [];
  const paths = [policy.entrypoint, ...sets.map((name) => `${root}/${name}`)];
  const engine = await createEngine("opa", { modules: { "policy.rego": rego }, data }, paths, {
    opa: await findOpa(),
  });
  try {
    const found = await engine.evaluate(
      asked.flatMap((question) => paths.map((path) => ({ path, ...question }))),
    );
    return found.map((outcome) => JSON.stringify(outcome));
  } finally {
    await engine.close();
  }
}
