import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Compilation, compile, createCompiler } from "../src/index.ts";
import { policyPath } from "./fixtures/policies.ts";

const policies = ["seed", "structure"].map(policyPath);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bylaw-opened-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What a compilation says: the order of a union's members aside, which TypeScript gives as it comes to them. */
function said(compilation: Compilation): unknown {
  const { diagnostics } = compilation;
  if (!compilation.ok) return diagnostics;
  const { rego, rules, entrypoint } = compilation.policy;
  return { diagnostics, rules, entrypoint, words: rego.split(/\W+/).sort() };
}

it("compiles policies that were opened together as it compiles each alone", () => {
  const compiler = createCompiler();
  compiler.open(policies);
  const alone = createCompiler();
  for (const entry of policies)
    expect(said(compiler.compile({ entry }))).toEqual(said(alone.compile({ entry })));
});

it("says of each policy what is wrong with it, and of no other", () => {
  const compiler = createCompiler();
  const deep = written("deep.ts", `export default ${"(".repeat(100_000)}1${")".repeat(100_000)};\n`);
  const broken = written("broken.ts", "export default envoyPolicy({\n");
  const missing = join(folder, "missing.ts");
  const [good = ""] = policies;
  const entries = [broken, good, deep, missing, folder];
  compiler.open(entries);
  const found = entries.map((entry) => compiler.compile({ entry }));
  expect(found.map(({ ok }) => ok)).toEqual([false, true, false, false, false]);
  for (const [at, entry] of entries.entries())
    expect(found[at]?.diagnostics).toEqual(compile({ entry }).diagnostics);
});

it("does not let one policy change what another one means", () => {
  const compiler = createCompiler();
  const global = written(
    "global.ts",
    "declare global { interface String { shout(): string } }\nexport {};\n",
  );
  const other = written("other.ts", 'export const loud = "a".shout();\nexport default loud;\n');
  compiler.open([global, other]);
  const { diagnostics } = compiler.compile({ entry: other });
  expect(diagnostics.map(({ code }) => code)).toContain("TS2339");
});
