import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = new URL("../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), "utf8");
const files = [
  "action/comment/action.yml",
  "action/diff/action.yml",
  ".github/workflows/bylaw-comment.yml",
  ".github/workflows/bylaw-diff.yml",
];

describe.each(files)("%s", (path) => {
  test("takes other people's actions by commit alone", () => {
    const uses = [...text(path).matchAll(/uses: (\S+)/g)].map(([, name = ""]) => name);
    expect(uses.length).toBeGreaterThan(0);
    for (const name of uses) {
      if (!name.startsWith("bylaw-dev/bylaw/")) expect(name).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
    }
  });

  test("puts nothing from outside into a script", () => {
    for (const [, script] of text(path).matchAll(/^\s*run: (.*)$/gm)) expect(script).not.toContain("${{");
  });
});

test("what computes can only read, and keeps no credentials", () => {
  const workflow = parse(text(".github/workflows/bylaw-diff.yml"));
  expect(workflow.permissions).toEqual({ contents: "read" });
  expect(workflow.jobs.diff.permissions).toBeUndefined();
  expect(workflow.jobs.diff.steps[0].with["persist-credentials"]).toBe(false);
});

test("what may comment checks nothing out and runs nothing of the pull request", () => {
  const workflow = parse(text(".github/workflows/bylaw-comment.yml"));
  expect(workflow.permissions).toEqual({});
  expect(workflow.jobs.comment.permissions).toEqual({ actions: "read", "pull-requests": "write" });
  const all = text(".github/workflows/bylaw-comment.yml") + text("action/comment/action.yml");
  expect(all).not.toMatch(/actions\/checkout|npm |npx /);
});
