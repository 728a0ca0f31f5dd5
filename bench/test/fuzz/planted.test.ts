import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plantedBugs, removeLeftCopies, withBug } from "../../src/fuzz/planted.ts";

const examples = join(import.meta.dirname, "../../../examples");
const bugs = plantedBugs(examples);

describe("the planted mistakes", () => {
  it("are forty, most of which let in more, in every example", () => {
    expect(bugs).toHaveLength(40);
    expect(bugs.filter(({ lets }) => lets === "more").length).toBeGreaterThan(20);
    expect(new Set(bugs.map(({ example }) => example)).size).toBe(5);
  });

  it("can all be planted", async () => {
    for (const bug of bugs)
      expect(await withBug(join(examples, bug.example), bug, async () => bug.name)).toBe(bug.name);
  });

  it("are planted without the tests, which nobody else then runs", async () => {
    const [bug] = bugs;
    if (bug === undefined) throw new Error("nothing is planted");
    const files = await withBug(join(examples, bug.example), bug, async (copy) =>
      readdirSync(join(copy, "test")),
    );
    expect(files).toContain("properties.ts");
    expect(files.filter((file) => file.endsWith(".test.ts"))).toEqual([]);
  });

  it("are removed when the run that planted them was ended, and only then", () => {
    const folder = mkdtempSync(join(tmpdir(), "bylaw-planted-"));
    try {
      const { pid } = spawnSync(process.execPath, ["-e", ""]);
      const [ended, running] = [pid, process.pid].map((id) => join(folder, "one", `.planted-${id}-a`));
      for (const copy of [ended, running]) mkdirSync(String(copy), { recursive: true });
      removeLeftCopies(folder);
      expect([ended, running].map((copy) => existsSync(String(copy)))).toEqual([false, true]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
