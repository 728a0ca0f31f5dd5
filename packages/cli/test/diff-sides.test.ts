import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bylaw, inFolder } from "./command.ts";

const allowing = (users: string) =>
  `package t\n\ndefault allow := false\n\nallow if input.user in ${users}\n`;
const log = ["a", "b"]
  .map((user, index) =>
    JSON.stringify({ decision_id: `d${index}`, path: "t/allow", input: { user }, result: user === "a" }),
  )
  .join("\n");

const pod = JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "p" } });

describe("the sides of bylaw diff", () => {
  test("are found in a repository, and told", () =>
    inFolder({ "policies/t.rego": allowing('{"a"}'), "logs/log.ndjson": log }, async (folder) => {
      const git = (...args: readonly string[]) => {
        const identity = [
          "-c",
          "user.name=T",
          "-c",
          "user.email=t@example.org",
          "-c",
          "commit.gpgsign=false",
        ];
        execFileSync("git", [...identity, ...args], { cwd: folder, stdio: "pipe" });
      };
      git("init", "--initial-branch=main");
      git("add", ".");
      git("commit", "--message=first");
      writeFileSync(join(folder, "policies", "t.rego"), allowing('{"a", "b"}'));
      const { status, stdout, stderr } = await bylaw(folder, ["diff", "--decisions", "logs/", "--json"]);
      expect(status).toBe(0);
      expect(stderr).toContain("head is policies: no other policy is named");
      expect(stderr).toMatch(/base is [0-9a-f]{12}:policies: where HEAD left main/);
      expect(JSON.parse(stdout).transitions).toMatchObject({ "deny->allow": 1, "allow->allow": 1 });
    }));

  test("have options of their own", () =>
    inFolder(
      {
        "old.rego": 'package t\n\nallow { input.user == "a" }\n\ndefault allow = false\n',
        "new.rego": 'package u\n\npermit if input.user == "a"\n\ndefault permit := false\n',
        "log.ndjson": log,
      },
      async (folder) => {
        const sides = ["--base", "old.rego", "--head", "new.rego", "--decisions", "log.ndjson"];
        const versions = ["--base-rego-version", "v0", "--head-rego-version", "v1"];
        const { status, stdout } = await bylaw(folder, [
          ...["diff", ...sides, ...versions, "--map", "t/allow=u/permit", "--json"],
        ]);
        expect(status).toBe(0);
        expect(JSON.parse(stdout)).toMatchObject({
          totals: { unchanged: 2, changed: 0 },
          base: { regoVersion: 0 },
          options: { map: { "t/allow": "u/permit" } },
        });
      },
    ));

  test.each([
    [["--base-opa", "log.ndjson"], "is no OPA"],
    [["--map", "nothing"], "expected OLD=NEW"],
    [["--clock", "sundial"], "Allowed choices are recorded, timestamp"],
    [["--objects", "pod.json"], "objects are for templates and constraints of Gatekeeper"],
    [["--capabilities", "none.json"], "none.json cannot be read"],
  ])("%j is refused", (options, message) =>
    inFolder({ "t.rego": allowing('{"a"}'), "log.ndjson": log, "pod.json": pod }, async (folder) => {
      const sides = ["--base", "t.rego", "--head", "t.rego", "--decisions", "log.ndjson"];
      const { status, stderr } = await bylaw(folder, ["diff", ...sides, ...options]);
      expect(status).toBe(2);
      expect(stderr).toContain(message);
    }),
  );
});
