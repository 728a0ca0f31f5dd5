import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkRego, findOpa, type OpaBinary } from "../../src/index.ts";
import { checkEach, type ModuleSet } from "../../src/opa/index.ts";

let folder: string;
let opa: OpaBinary;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bylaw-check-test-"));
  opa = await countingOpa("counting-opa");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** OPA behind a program that notes each run. */
async function countingOpa(name: string): Promise<OpaBinary> {
  const found = await findOpa();
  const path = join(folder, name);
  const lines = ["#!/bin/sh", `echo run >> '${join(folder, "runs")}'`, `exec '${found.path}' "$@"`, ""];
  await writeFile(path, lines.join("\n"), { mode: 0o755 });
  return { ...found, path };
}

async function runs(): Promise<number> {
  const text = await readFile(join(folder, "runs"), "utf8").catch(() => "");
  return text.split("\n").length - 1;
}

const check = (sets: readonly ModuleSet[], by = opa) =>
  checkEach(by, sets, { environment: { BYLAW_CACHE: join(folder, "cache") } });

const clean = (name: string, rule = "allow := true"): ModuleSet => ({
  modules: { [`${name}.rego`]: `package ${name}\n\n${rule}\n` },
  package: name,
});

it("compiles sets of different packages in one run, and none of them again", async () => {
  const sets = [clean("a"), clean("b"), clean("c")];
  expect(await check(sets)).toEqual([[], [], []]);
  expect(await runs()).toBe(1);
  expect(await check([...sets].reverse())).toEqual([[], [], []]);
  expect(await runs()).toBe(1);
});

it("compiles a set again when its text has changed", async () => {
  await check([clean("a"), clean("b")]);
  const [a, b] = await check([clean("a", "allow := input.x"), clean("b", "allow := missing")]);
  expect(a).toEqual([]);
  expect(b).toMatchObject([{ code: "rego_unsafe_var_error", file: "b.rego", row: 3 }]);
});

it("tells of each set what is told of it alone, and does not remember a set with errors", async () => {
  const sets = [clean("a"), clean("b", "allow if { x := 1 }"), clean("c", "allow if"), clean("d")];
  const alone = await Promise.all(sets.map((set) => checkRego(opa, set)));
  expect(alone.map((errors) => errors.length > 0)).toEqual([false, true, true, false]);
  expect(await check(sets)).toEqual(alone);
  const before = await runs();
  expect(await check(sets)).toEqual(alone);
  // Together once more, and then each of the two that had errors.
  expect((await runs()) - before).toBe(3);
});

it("does not let sets of one package see each other", async () => {
  const calling = clean("a", "allow := helper(1)");
  const defining = clean("a", "helper(x) := x");
  const [errors, none] = await check([calling, defining]);
  expect(errors).toMatchObject([{ code: "rego_type_error" }]);
  expect(none).toEqual([]);
});

it("compiles a set that gives no package by itself", async () => {
  const { modules } = clean("a", "allow := data.b.helper(1)");
  const [errors] = await check([{ modules }, clean("b", "helper(x) := x")]);
  expect(errors).toMatchObject([{ code: "rego_type_error" }]);
});

it("compiles sets one by one where their packages are in each other's way", async () => {
  expect(await check([clean("a", "b := 1"), clean("a.b")])).toEqual([[], []]);
});

it.each([
  ["is empty", ""],
  ["says something else", "nothing wrong with anything\n"],
])("compiles a set again when what is remembered %s, and remembers it anew", async (_, text) => {
  await check([clean("a")]);
  const kept = join(folder, "cache", "check");
  const [file = ""] = await readdir(kept);
  const before = await readFile(join(kept, file), "utf8");
  await writeFile(join(kept, file), text);
  expect(await check([clean("a")])).toEqual([[]]);
  expect(await runs()).toBe(2);
  expect(await readFile(join(kept, file), "utf8")).toBe(before);
});

it("does not take what is remembered of one set for another", async () => {
  await check([clean("a"), clean("b")]);
  const kept = join(folder, "cache", "check");
  const [one = "", other = ""] = await readdir(kept);
  await writeFile(join(kept, one), await readFile(join(kept, other)));
  await check([clean("a"), clean("b")]);
  expect(await runs()).toBe(2);
});

it("asks another OPA for itself: of another version, or another file", async () => {
  await check([clean("a")]);
  await check([clean("a")], { ...opa, version: "1.0.0" });
  expect(await runs()).toBe(2);
  await check([clean("a")], await countingOpa("another-opa"));
  expect(await runs()).toBe(3);
  await check([clean("a")]);
  expect(await runs()).toBe(3);
});

it("works where nothing can be remembered", async () => {
  await writeFile(join(folder, "cache"), "not a folder");
  expect(await check([clean("a"), clean("b", "allow := missing")])).toMatchObject([[], [{ row: 3 }]]);
});
