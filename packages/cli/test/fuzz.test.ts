import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bylaw, health, inFolder, policy } from "./command.ts";

const sound = 'package p\n\ndefault allow := false\n\nallow if input.role == "admin"\n';
const open = 'package p\n\ndefault allow := false\n\nallow if input.role != "guest"\n';

describe("fuzz", () => {
  it("tries a TypeScript policy, says what was reached, and keeps the corpus", async () => {
    await inFolder({ "a.ts": policy(health) }, async (folder) => {
      const { status, stdout } = await bylaw(folder, ["fuzz", "a.ts", "--runs", "300"]);
      expect({ status, stdout }).toMatchObject({ status: 0 });
      expect(stdout).toMatch(/^shop: \d+ inputs .* seed \d+$/m);
      expect(stdout).toContain("holds    enginesAgree");
      expect(stdout).toMatch(/reached: \d+ of \d+ bodies/);
      expect((await readdir(join(folder, ".bylaw/corpus/shop"))).length).toBeGreaterThan(0);
    });
  });

  it("gives the same with the same policy, whatever the day", async () => {
    await inFolder({ "p.rego": sound }, async (folder) => {
      const args = ["fuzz", "p.rego", "--decision", "p/allow", "--runs", "200", "--json", "--no-save"];
      const [one, two] = [await bylaw(folder, args), await bylaw(folder, args)];
      expect(one.stdout).toBe(two.stdout);
      expect(JSON.parse(one.stdout)).toMatchObject({ version: 1, holds: true, inputs: 200 });
    });
  });

  it("leaves a find as a case file that a command tries again", async () => {
    await inFolder({ "p.rego": open }, async (folder) => {
      const args = ["fuzz", "p.rego", "--decision", "p/allow"];
      const found = await bylaw(folder, [...args, "--runs", "500", "--property", "defaultDeny"]);
      expect(found.status).toBe(1);
      expect(found.stdout).toContain("FAILS    defaultDeny");
      const [, file = ""] = /--case (\S+)/.exec(found.stderr) ?? [];
      expect(JSON.parse(await readFile(join(folder, file), "utf8"))).toMatchObject({
        property: "defaultDeny",
      });
      const again = await bylaw(folder, [...args, "--case", file, "--property", "defaultDeny"]);
      expect(again.status).toBe(1);
    });
  });

  it("names a broken file of the corpus, and goes on", async () => {
    await inFolder({ "p.rego": sound, ".bylaw/corpus/p-allow/a.json": "{" }, async (folder) => {
      const args = ["fuzz", "p.rego", "--decision", "p/allow", "--runs", "100"];
      const { status, stderr } = await bylaw(folder, args);
      expect(status).toBe(0);
      expect(stderr).toContain(".bylaw/corpus/p-allow/a.json is passed over");
    });
  });

  it("begins with the inputs of decision logs", async () => {
    const secret =
      'package p\n\ndefault allow := false\n\nallow if crypto.sha256(input.key) == "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"\n';
    const event = {
      decision_id: "1",
      path: "p/allow",
      input: { key: "secret" },
      result: true,
      timestamp: "2026-11-24T10:00:00Z",
    };
    await inFolder({ "p.rego": secret, "log.ndjson": `${JSON.stringify(event)}\n` }, async (folder) => {
      const args = ["fuzz", "p.rego", "--decision", "p/allow", "--runs", "20", "--json", "--no-save"];
      expect(JSON.parse((await bylaw(folder, args)).stdout).allowed).toBe(0);
      const { stdout } = await bylaw(folder, [...args, "--decisions", "log.ndjson"]);
      expect(JSON.parse(stdout).allowed).toBeGreaterThan(0);
    });
  });

  it("cannot do without a decision of Rego, or with a property that is not there", async () => {
    await inFolder({ "p.rego": sound }, async (folder) => {
      expect((await bylaw(folder, ["fuzz", "p.rego"])).status).toBe(2);
      const { status, stderr } = await bylaw(folder, ["fuzz", "p.rego", "--property", "denyWin"]);
      expect({ status, names: stderr.includes("there is no property denyWin") }).toEqual({
        status: 2,
        names: true,
      });
    });
  });
});
