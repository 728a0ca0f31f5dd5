import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findSides } from "../../src/index.ts";
import { event, folderWith, run } from "../fixture.ts";

const allowing = (users: string) =>
  `package t\n\ndefault allow := false\n\nallow if input.user in ${users}\n`;

function git(folder: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim();
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** `main` with one commit more than the branch `change`, on which we are. */
function repository(files: Readonly<Record<string, string>>): string {
  const folder = folderWith({});
  git(folder, "init", "--initial-branch=main");
  write(folder, files);
  git(folder, "add", ".");
  git(folder, "commit", "--message=first");
  git(folder, "branch", "change");
  write(folder, { "policies/t.rego": allowing('{"a", "later"}') });
  git(folder, "commit", "--all", "--message=main goes on");
  git(folder, "checkout", "-q", "change");
  return folder;
}

describe("base", () => {
  test("is head where its branch left the default branch", async () => {
    const cwd = repository({ "policies/t.rego": allowing('{"a"}') });
    write(cwd, { "policies/t.rego": allowing('{"a", "b"}') });
    git(cwd, "commit", "--all", "--message=change");
    const log = ["a", "b", "later"].map((user) => event({ input: { user }, result: user === "a" }));
    write(cwd, { "log.ndjson": log.join("\n") });
    const { base, head, notes } = await findSides({}, cwd);
    expect([base, head]).toEqual([`${git(cwd, "rev-parse", "change~1").slice(0, 12)}:policies`, "policies"]);
    expect(notes).toEqual([
      "head is policies: no other policy is named",
      `base is ${base}: where HEAD left main`,
    ]);
    const { report } = await run({ base, head, decisions: ["log.ndjson"], cwd });
    // What was merged into the default branch meanwhile is no part of the change.
    expect(report.totals).toMatchObject({ changed: 1, unchanged: 2 });
  });

  test("is found from a folder below, and for a head at a revision", async () => {
    const cwd = repository({ "policies/t.rego": allowing('{"a"}') });
    const commit = git(cwd, "rev-parse", "change").slice(0, 12);
    expect(await findSides({ head: "t.rego" }, join(cwd, "policies"))).toMatchObject({
      base: `${commit}:policies/t.rego`,
    });
    expect(await findSides({ head: "change:policies" }, cwd)).toMatchObject({ base: `${commit}:policies` });
    expect(await findSides({ head: "policies", base: "main:policies" }, cwd)).toMatchObject({ notes: [] });
  });

  test("goes by what the remote calls its default branch", async () => {
    const cwd = repository({ "policies/t.rego": allowing('{"a"}') });
    git(cwd, "update-ref", "refs/remotes/origin/trunk", "main");
    git(cwd, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
    expect((await findSides({}, cwd)).notes.join()).toContain("where HEAD left origin/trunk");
  });

  test.each([
    ["outside of a repository", {}, [], /no git repository/],
    ["without a default branch", {}, [["init", "--initial-branch=other"]], /no default branch/],
    ["without a common commit", { head: "orphan:policies" }, undefined, /no commit in common/],
    ["of a head outside", { head: "/etc/hostname" }, undefined, /not in this repository/],
    ["of an option in place of a revision", { head: "--all:policies" }, undefined, /not a revision/],
  ])("%s is refused", async (_, named, commands, message) => {
    const cwd =
      commands === undefined ? repository({ "policies/t.rego": allowing('{"a"}') }) : folderWith({});
    for (const command of commands ?? []) git(cwd, ...command);
    write(cwd, { "policies/t.rego": allowing('{"a"}') });
    if (commands === undefined) {
      git(cwd, "checkout", "-q", "--orphan", "orphan");
      git(cwd, "commit", "--all", "--message=orphan");
      git(cwd, "checkout", "-q", "change");
    }
    await expect(findSides(named, cwd)).rejects.toMatchObject({
      code: "revisionInvalid",
      message: expect.stringMatching(message),
    });
  });
});

describe("head", () => {
  const base = "old.rego";
  test.each([
    [
      "what bylaw.json names",
      { "bylaw.json": '{"policy": "authz/main.rego"}', "policies/t.rego": "" },
      "authz/main.rego",
    ],
    ["the folder policies", { "policies/sub/t.rego": "", "other/t.rego": "" }, "policies"],
    [
      "the one TypeScript policy",
      { "policies/authz.ts": "", "policies/authz.test.ts": "" },
      "policies/authz.ts",
    ],
    ["this folder", { "t.rego": "", "lib/u.rego": "" }, "."],
    [
      "the folder that has all Rego",
      { "opa/x/t.rego": "", "opa/y/u.rego": "", "node_modules/p/v.rego": "" },
      "opa",
    ],
  ])("is %s", async (_, files, head) => {
    const cwd = folderWith({});
    write(cwd, files);
    expect((await findSides({ base }, cwd)).head).toBe(head);
  });

  test.each([
    ["nothing", { "readme.md": "" }, /name it with --head/],
    ["Rego in several folders", { "a/t.rego": "", "b/u.rego": "" }, /several folders \(a, b\)/],
    [
      "several TypeScript policies",
      { "policies/a.ts": "", "policies/b.ts": "" },
      /policies\/a\.ts or policies\/b\.ts/,
    ],
    ["a configuration without a policy", { "bylaw.json": "{}" }, /does not name a policy/],
    ["a configuration with more", { "bylaw.json": '{"policy": "p", "run": "x"}' }, /not known: "run"/],
  ])("%s is refused", async (_, files, message) => {
    const cwd = folderWith({});
    write(cwd, files);
    await expect(findSides({ base }, cwd)).rejects.toMatchObject({ message: expect.stringMatching(message) });
  });
});
