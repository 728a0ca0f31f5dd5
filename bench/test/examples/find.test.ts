import { cp, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { queriesOf } from "../../src/benchmark.ts";
import { findExamples } from "../../src/examples/find.ts";

const examples = fileURLToPath(new URL("../../../examples/", import.meta.url));
const copies: string[] = [];

afterAll(() => Promise.all(copies.map((copy) => rm(copy, { recursive: true, force: true }))));

/** The Envoy example alone, without some of its folders, where it still finds its packages. */
async function exampleWithout(...folders: readonly string[]): Promise<string> {
  const copy = await mkdtemp(join(fileURLToPath(new URL("../", import.meta.url)), ".scratch-"));
  copies.push(copy);
  const from = join(examples, "envoy-istio");
  for (const name of ["policies", "decisions", "inputs"].filter((one) => !folders.includes(one)))
    await cp(join(from, name), join(copy, "shop", name), { recursive: true });
  return copy;
}

test("every policy of every example, and no module that is part of one", () => {
  const found = findExamples(examples);
  expect(found.map(({ name }) => name)).toContain("envoy-istio/authz");
  expect(found.map(({ name }) => name)).not.toContain("envoy-istio/mesh");
  for (const benchmark of found) {
    expect(benchmark).toMatchObject({ group: "example" });
    expect(benchmark.inputs.length).toBeGreaterThan(0);
  }
});

test("recorded decisions give inputs and clock, without those from which something was erased", () => {
  const [envoy] = findExamples(examples).filter(({ name }) => name === "envoy-istio/authz");
  expect(envoy?.decision).toBe("istio/authz/allow");
  expect(envoy?.inputs.length).toBe(46);
  expect(envoy?.now).toBeGreaterThan(1_795_000_000_000_000_000n);
  expect(envoy && queriesOf(envoy)[0]).toMatchObject({ path: "istio/authz/allow", now: envoy?.now });
});

test("files of inputs count where nothing was recorded, and else inputs are generated, the same each time", async () => {
  const [given] = findExamples(await exampleWithout("decisions"));
  expect(given?.inputs.length).toBe(1);
  const bare = await exampleWithout("decisions", "inputs");
  const [generated] = findExamples(bare);
  expect(generated?.inputs.length).toBe(64);
  expect(findExamples(bare)[0]?.inputs).toEqual(generated?.inputs);
});
