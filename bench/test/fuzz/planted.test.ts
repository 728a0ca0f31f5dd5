import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plantedBugs, withBug } from "../../src/fuzz/planted.ts";

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
});
