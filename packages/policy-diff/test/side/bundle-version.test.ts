import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { findOpa } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import { event, folderWith, run } from "../fixture.ts";

const old = (users: string) =>
  `package t\n\ndefault allow = false\n\nallow { ${users}[_] == input.user }\n\nallow { data.admins[input.user] }\n`;

/** As `opa build` writes it: `rego_version` 0 in `.manifest`. */
async function bundleOfVersion0(users: string): Promise<string> {
  const { path } = await findOpa();
  const folder = folderWith({ "p.rego": old(users), "data.json": '{"admins": {"root": true}}' });
  execFileSync(path, ["build", "--v0-compatible", "--output=bundle.tar.gz", "."], {
    cwd: folder,
    stdio: "pipe",
  });
  return join(folder, "bundle.tar.gz");
}

describe.each(["opa", "opa-wasm", "javascript"] as const)(
  "a bundle of version 0, replayed by %s",
  (engine) => {
    test("is read in the version that its manifest names, whatever the other side is", async () => {
      const log = ["a", "b", "root", "x"].map((user) =>
        event({ input: { user }, result: user === "a" || user === "root" }),
      );
      const cwd = folderWith({
        "log.ndjson": log.join("\n"),
        "head.rego": 'package t\n\ndefault allow := false\n\nallow if input.user in {"a", "root", "x"}\n',
      });
      const bundle = await bundleOfVersion0('["a"]');
      const { report } = await run({
        base: bundle,
        head: "head.rego",
        decisions: ["log.ndjson"],
        cwd,
        engine,
      });
      expect(report.base.regoVersion).toBe(0);
      expect(report.totals).toMatchObject({ unchanged: 3, changed: 1, baseMismatch: 0 });
      const wider = await bundleOfVersion0('["a", "b"]');
      const both = await run({ base: bundle, head: wider, decisions: ["log.ndjson"], cwd, engine });
      expect(both.report.totals).toMatchObject({ unchanged: 3, changed: 1, baseMismatch: 0 });
    });
  },
);
