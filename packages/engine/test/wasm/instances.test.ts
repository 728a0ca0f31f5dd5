import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildWasm, createOpaEngine, createWasmEngine, type Json } from "@bylaw/engine";
import { loadPolicy } from "@open-policy-agent/opa-wasm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { webAssembly } from "../../src/wasm/web-assembly.ts";
import { pinnedOpa } from "../pinned-opa.ts";

let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "bylaw-wasm-"));
});

afterEach(() => rm(cache, { recursive: true, force: true }));

const source = { modules: { "p.rego": 'package p\n\nechoed := input.x\n\nallow if input.user == "ann"\n' } };
const entrypoints = ["p/echoed", "p/allow"];

async function engine(more: { readonly maxMemoryBytes?: number } = {}) {
  return createWasmEngine(await pinnedOpa(), source, entrypoints, {
    environment: { BYLAW_CACHE: cache },
    ...more,
  });
}

function nested(depth: number): Json {
  let value: Json = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

describe("memory", () => {
  test("an input larger than the memory makes it grow, and small inputs are answered after", async () => {
    const wasm = await engine({ maxMemoryBytes: 2 * 1024 * 1024 });
    const x = "y".repeat(3_000_000);
    expect(
      await wasm.evaluate([
        { path: "p/echoed", input: { x: 1 } },
        { path: "p/echoed", input: { x } },
        { path: "p/echoed", input: { x: 2 } },
      ]),
    ).toEqual([
      { kind: "defined", value: 1 },
      { kind: "defined", value: x },
      { kind: "defined", value: 2 },
    ]);
  });

  test("thousands of decisions of one instance", async () => {
    const wasm = await engine();
    const queries = Array.from({ length: 5_000 }, (_, x) => ({
      path: "p/echoed",
      input: { x: [x, `${x}`] },
    }));
    expect(await wasm.evaluate(queries)).toEqual(
      queries.map(({ input }) => ({ kind: "defined", value: input.x })),
    );
  });

  test("data larger than the memory that an instance may take are loaded once", async () => {
    const made = vi.fn();
    const platform = webAssembly();
    const Instance = class extends platform.Instance {
      constructor(...args: ConstructorParameters<typeof platform.Instance>) {
        super(...args);
        made();
      }
    };
    vi.stubGlobal("WebAssembly", { Module: platform.Module, Memory: platform.Memory, Instance });
    try {
      const wasm = await createWasmEngine(
        await pinnedOpa(),
        {
          modules: { "p.rego": "package p\n\nsize := count(data.texts) + input.x\n" },
          data: { texts: Array.from({ length: 30 }, () => "y".repeat(100_000)) },
        },
        ["p/size"],
        { environment: { BYLAW_CACHE: cache }, maxMemoryBytes: 1024 * 1024 },
      );
      expect(await wasm.evaluate([1, 2, 3].map((x) => ({ path: "p/size", input: { x } })))).toEqual(
        [31, 32, 33].map((value) => ({ kind: "defined", value })),
      );
      expect(made).toHaveBeenCalledTimes(1);
      // An input that needs more than that is still a reason to start afresh.
      await wasm.evaluate([
        { path: "p/size", input: { x: "y".repeat(3_000_000) } },
        { path: "p/size", input: { x: 1 } },
      ]);
      expect(made).toHaveBeenCalledTimes(2);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("an input that is nested too deeply is an error of that query alone", async () => {
    const wasm = await engine();
    const outcomes = await wasm.evaluate([
      { path: "p/allow", input: { user: "ann", deep: nested(20_000) } },
      { path: "p/allow", input: { user: "ann" } },
    ]);
    expect(outcomes).toMatchObject([{ kind: "error" }, { kind: "defined", value: true }]);
  });
});

describe("the cache of compiled policies", () => {
  test("keeps a policy, and does without the file when it is damaged", async () => {
    await engine();
    const [file, ...others] = await readdir(join(cache, "wasm"));
    expect(others).toEqual([]);
    const again = await engine();
    expect(await again.evaluate([{ path: "p/allow", input: { user: "ann" } }])).toEqual([
      { kind: "defined", value: true },
    ]);
    await writeFile(join(cache, "wasm", file ?? ""), "damaged");
    const repaired = await engine();
    expect(await repaired.evaluate([{ path: "p/allow", input: { user: "ann" } }])).toEqual([
      { kind: "defined", value: true },
    ]);
  });

  test("tells policies apart by their text, version and entry points", async () => {
    const opa = await pinnedOpa();
    const options = { environment: { BYLAW_CACHE: cache } };
    const text = "package p\n\nx = 1\n";
    await createWasmEngine(opa, { modules: { "p.rego": text } }, ["p/x"], options);
    await createWasmEngine(opa, { modules: { "p.rego": text }, regoVersion: 0 }, ["p/x"], options);
    await createWasmEngine(opa, { modules: { "p.rego": text } }, ["p"], options);
    await createWasmEngine(opa, { modules: { "p.rego": `${text}\n` } }, ["p/x"], options);
    expect(await readdir(join(cache, "wasm"))).toHaveLength(4);
  });

  test("a cache that cannot be written is done without", async () => {
    await writeFile(join(cache, "wasm"), "a file");
    const wasm = await engine();
    expect(await wasm.evaluate([{ path: "p/allow", input: {} }])).toEqual([{ kind: "undefined" }]);
  });
});

test("the SDK that applications use gives the same answers", async () => {
  const opa = await pinnedOpa();
  const policy = {
    modules: {
      "p.rego":
        'package p\n\nimport data.owners\n\ndefault allow := false\n\nallow if input.user in owners\n\nallow if startswith(input.path, "/public/")\n\nclash := 1 if input.a\n\nclash := 2 if input.b\n',
    },
  };
  const data = { owners: ["ann", "bob"] };
  const paths = ["p/allow", "p/clash"];
  const { artefact } = await buildWasm(opa, policy, { entrypoints: paths });
  const sdk = await loadPolicy(artefact ?? new Uint8Array());
  sdk.setData(data);
  const inputs: Json[] = [
    { user: "ann" },
    { user: "eve", path: "/public/a" },
    { path: 7 },
    { a: true },
    { b: true },
    {},
    [],
    "x",
  ];
  const queries = paths.flatMap((path) => inputs.map((input) => ({ path, input })));
  const ours = await (await engineOn(policy, data, paths)).evaluate(queries);
  const theirs = queries.map(({ path, input }) => {
    const [first] = sdk.evaluate(input, path);
    return first === undefined ? { kind: "undefined" } : { kind: "defined", value: first.result };
  });
  expect(ours).toEqual(theirs);
  const reference = await createOpaEngine(opa, { ...policy, data }, paths);
  expect(await reference.evaluate(queries)).toEqual(ours);
});

async function engineOn(policy: { modules: Record<string, string> }, data: Json, paths: readonly string[]) {
  return createWasmEngine(await pinnedOpa(), { ...policy, data }, paths, {
    environment: { BYLAW_CACHE: cache },
  });
}
