import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createJavaScriptEngine } from "../../src/javascript/engine.ts";
import { pinnedOpa } from "../pinned-opa.ts";

let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "bylaw-plan-"));
});

afterEach(() => rm(cache, { recursive: true, force: true }));

const source = { modules: { "p.rego": 'package p\n\nallow if input.user == "ann"\n' } };

async function decide(more: { readonly opaPath?: string; readonly cache?: boolean } = {}) {
  const opa = await pinnedOpa();
  const engine = await createJavaScriptEngine(
    { ...opa, path: more.opaPath ?? opa.path },
    source,
    ["p/allow"],
    {
      environment: { BYLAW_CACHE: cache },
      cache: more.cache ?? true,
    },
  );
  return engine.evaluate([{ path: "p/allow", input: { user: "ann" } }]);
}

const allowed = [{ kind: "defined", value: true }];

async function onlyFile(): Promise<string> {
  const names = await readdir(join(cache, "plan"));
  expect(names).toHaveLength(1);
  return join(cache, "plan", names[0] ?? "");
}

test("a policy that was planned before needs no OPA", async () => {
  expect(await decide()).toEqual(allowed);
  expect(await decide({ opaPath: "/nonexistent/opa" })).toEqual(allowed);
});

test("nothing is kept when that is not wanted", async () => {
  expect(await decide({ cache: false })).toEqual(allowed);
  expect(await readdir(cache)).toEqual([]);
  await expect(decide({ opaPath: "/nonexistent/opa" })).rejects.toThrow();
});

test.each([
  ["cut off", (text: string) => text.slice(0, -20)],
  ["changed in one string", (text: string) => text.replace('"ann"', '"eve"')],
  ["empty", () => ""],
])("a file that is %s is replaced", async (_, damage) => {
  await decide();
  const file = await onlyFile();
  const before = await readFile(file, "utf8");
  expect(before).toContain('"ann"');
  await writeFile(file, damage(before));
  expect(await decide()).toEqual(allowed);
  expect(await readFile(file, "utf8")).toBe(before);
});
