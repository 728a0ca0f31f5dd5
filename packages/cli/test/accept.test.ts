import { lstat, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bylaw, inFolder } from "./command.ts";

const rule = (users: string) =>
  `package t\n\ndefault allow := false\n\n# Some may.\nallow if input.user in {${users}}\n`;
const events = (guests: number) =>
  ["ada", ...Array.from({ length: guests }, () => "guest")]
    .map((user, index) =>
      JSON.stringify({
        decision_id: `d${index}`,
        path: "t/allow",
        input: { user },
        result: user === "ada",
        labels: {},
        timestamp: "2026-01-02T03:04:05Z",
      }),
    )
    .join("\n");
const files = { "base.rego": rule('"ada"'), "head.rego": rule('"ada", "guest"'), "log.ndjson": events(3) };
const diff = [
  "diff",
  "--base",
  "base.rego",
  "--head",
  "head.rego",
  "--decisions",
  "log.ndjson",
  "--fail-on",
  "any",
];

describe("accept", () => {
  it("lets an expected change pass the gate, up to its maximum", async () => {
    await inFolder(files, async (folder) => {
      expect(await bylaw(folder, diff)).toMatchObject({ status: 1 });
      const last = JSON.parse(await readFile(join(folder, ".bylaw/last-report.json"), "utf8"));
      const [group] = last.groups;
      expect(last.groups).toHaveLength(1);

      const shown = await bylaw(folder, ["show", group.id]);
      expect(shown).toMatchObject({ status: 0 });
      expect(shown.stdout).toContain("deny → allow  3 decisions  t/allow");
      expect(JSON.parse((await bylaw(folder, ["show", group.id, "--json"])).stdout)).toEqual(group);

      const accept = ["accept", group.id, "--max", "3", "--reason", "guests may", "--by", "Ada"];
      expect(await bylaw(folder, [...accept, "--expires", "2099-12-31"])).toMatchObject({
        status: 0,
        stdout: `${group.id} accepted in .bylaw/expected.json; commit it for review\n`,
      });
      expect(await bylaw(folder, diff)).toMatchObject({ status: 0 });
      expect(await bylaw(folder, [...diff, "--no-expected"])).toMatchObject({ status: 1 });

      await writeFile(join(folder, "log.ndjson"), events(4));
      const more = await bylaw(folder, [...diff, "--since-report", "log.ndjson"]);
      expect(more).toMatchObject({ status: 2, stderr: expect.stringContaining("log.ndjson is no report") });
      const over = await bylaw(folder, diff);
      expect(over.status).toBe(1);
      expect(over.stdout).toContain("expected at most 3: guests may");
      // Only the accepted changes are there for git.
      expect(await readFile(join(folder, ".bylaw/.gitignore"), "utf8")).toContain("last-report.json");
    });
  });

  it("is kept to where summaries are merged, which leave their report to be accepted", () =>
    inFolder(files, async (folder) => {
      const map = await bylaw(folder, ["diff", "map", ...diff.slice(1, 7), "-o", "part.summary"]);
      expect(map).toMatchObject({ status: 0 });
      const merge = ["diff", "merge", "part.summary", "--fail-on", "any"];
      expect(await bylaw(folder, merge)).toMatchObject({ status: 1 });
      const [group] = JSON.parse(await readFile(join(folder, ".bylaw/last-report.json"), "utf8")).groups;
      await bylaw(folder, ["accept", group.id, "--max", "3", "--reason", "guests may", "--by", "Ada"]);
      expect(await bylaw(folder, [...merge, "--comments", "comments", "--comment-key", "k"])).toMatchObject({
        status: 0,
      });
      expect(await readFile(join(folder, "comments/comment-1.md"), "utf8")).toContain("key=k");
      expect(await bylaw(folder, [...merge, "--no-expected"])).toMatchObject({ status: 1 });
      expect(await bylaw(folder, [...merge, "--expected", "no.json"])).toMatchObject({ status: 2 });
      const since = ["--since-report", ".bylaw/last-report.json", "--json"];
      const { stdout } = await bylaw(folder, [...merge, ...since]);
      expect(JSON.parse(stdout).sinceLast).toMatchObject({ new: 0, gone: [] });
    }));

  it("says what is missing", async () => {
    await inFolder(files, async (folder) => {
      const accept = ["accept", "g-000000", "--max", "1", "--reason", "r", "--by", "Ada"];
      for (const args of [accept, ["show", "g-000000"]])
        expect(await bylaw(folder, args)).toMatchObject({
          status: 2,
          stderr: expect.stringContaining("run bylaw diff first"),
        });
      const missing = await bylaw(folder, [...diff, "--expected", "none.json"]);
      expect(missing).toMatchObject({
        status: 2,
        stderr: expect.stringContaining("none.json cannot be read"),
      });
    });
  });

  it("follows no symbolic link that a checkout brings", async () => {
    await inFolder(files, async (folder) => {
      const outside = join(folder, "outside.txt");
      await writeFile(outside, "mine");
      await mkdir(join(folder, ".bylaw"));
      await symlink(outside, join(folder, ".bylaw/last-report.json"));
      expect(await bylaw(folder, diff)).toMatchObject({ status: 1 });
      expect(await readFile(outside, "utf8")).toBe("mine");
      expect((await lstat(join(folder, ".bylaw/last-report.json"))).isSymbolicLink()).toBe(false);
    });
    await inFolder(files, async (folder) => {
      await mkdir(join(folder, "elsewhere"));
      await symlink(join(folder, "elsewhere"), join(folder, ".bylaw"));
      const { status, stderr } = await bylaw(folder, diff);
      expect(status).toBe(1);
      expect(stderr).toContain("could not be left in .bylaw");
      await expect(lstat(join(folder, "elsewhere/last-report.json"))).rejects.toThrow();
      await expect(lstat(join(folder, "elsewhere/.gitignore"))).rejects.toThrow();
    });
  });

  it("writes the comment in lengths that shrink, with its marker", async () => {
    await inFolder(files, async (folder) => {
      const commit = "0123456789abcdef0123456789abcdef01234567";
      const args = [...diff, "--comments", "out", "--comment-key", "authz", "--comment-commit", commit];
      expect(await bylaw(folder, args)).toMatchObject({ status: 1 });
      for (const name of ["comment-1.md", "comment-4.md"]) {
        const text = await readFile(join(folder, "out", name), "utf8");
        expect(text).toMatch(/^<!-- bylaw:diff v1 key=authz head=0123456789ab -->\n/);
      }
    });
  });
});
