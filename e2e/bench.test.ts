import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { inTemporaryFolder, root, run } from "./workspace.ts";

const engines = ["javascript", "opa-wasm", "opa-wasm SDK", "opa"];
const large = [
  ...["rules-equal", "rules-mixed", "data-lookup", "data-iteration"],
  ...["nested-iteration", "comprehensions", "strings", "kubernetes-pods"],
];

// All of the examples would take a quarter of an hour: that they are found is tested by itself.
it.each([
  ["an example", "envoy-istio/authz", ["envoy-istio/authz"]],
  ["the large policies", "large", large],
])("measures every engine on %s, as a table and as JSON", async (_what, only, expected) => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, "figures.json");
    const args = ["run", "bench", "--", "--only", only, "--time", "0.05", "--rounds", "1", "--json", file];
    const bench = await run("npm", args, { cwd: root });
    expect(bench, bench.stderr).toMatchObject({ status: 0 });
    const { version, benchmarks } = JSON.parse(await readFile(file, "utf8"));
    expect(version).toBe(1);
    const names: string[] = benchmarks.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expected);
    for (const benchmark of benchmarks) {
      expect(benchmark.engines.map(({ engine }: { engine: string }) => engine)).toEqual(engines);
      for (const { engine, perSecond, ratios } of benchmark.engines) {
        const where = `${benchmark.name}, ${engine}`;
        expect(perSecond?.median, where).toBeGreaterThan(0);
        for (const other of engines)
          if (other !== engine) expect(ratios[other]?.median, where).toBeGreaterThan(0);
      }
      expect(benchmark.cold.map(({ engine }: { engine: string }) => engine)).toEqual([
        "javascript",
        "opa-wasm",
      ]);
      for (const { importMs, compileMs, firstMs, totalMs, processorMs } of benchmark.cold)
        for (const { median } of [importMs, compileMs, firstMs, totalMs, processorMs])
          expect(median).toBeGreaterThan(0);
    }
    const rows = bench.stdout.split("\n");
    for (const name of names) {
      // Once for decisions a second, once for a first decision; the other engines stand below.
      const at = rows.flatMap((row, index) => (row.startsWith(`${name}  `) ? [index] : []));
      expect(at.length, name).toBe(2);
      const below = rows.slice(at[0], (at[0] ?? 0) + engines.length).map((row) => row.split(/ {2,}/)[1]);
      expect(below).toEqual(engines);
    }
  });
});

it("says which policies there are when it is asked for another", async () => {
  const bench = await run(process.execPath, [join(root, "bench/dist/main.js"), "--only", "nothing-like-it"]);
  expect(bench.status).toBe(2);
  expect(bench.stderr).toContain("rules-equal");
});
