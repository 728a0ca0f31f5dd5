import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { reportCache, repositoryKey } from "../../src/mutation/report-cache.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bylaw-cache-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("gives what was kept, unless it is damaged", async () => {
  const cache = reportCache(join(folder, "cache"));
  expect(await cache.read("a")).toBeUndefined();
  await cache.write("a", "text");
  await cache.write("b", "other");
  expect([await cache.read("a"), await cache.read("b")]).toEqual(["text", "other"]);
  for (const name of await readdir(join(folder, "cache")))
    await writeFile(join(folder, "cache", name), "broken");
  expect(await cache.read("a")).toBeUndefined();
});

it("knows a repository whose files have changed, and only those", async () => {
  const root = join(folder, "repository");
  await mkdir(join(root, "node_modules"), { recursive: true });
  await writeFile(join(root, "a.ts"), "1");
  const first = await repositoryKey(root);
  await writeFile(join(root, "node_modules", "b.ts"), "2");
  await writeFile(join(root, ".hidden"), "2");
  expect(await repositoryKey(root)).toBe(first);
  await writeFile(join(root, "a.ts"), "2");
  expect(await repositoryKey(root)).not.toBe(first);
});
