import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { findOpa } from "@bylaw/engine";
import { packTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import { DiffFailed } from "../../src/index.ts";
import { event, folderWith, run } from "../fixture.ts";

const old = 'package t.old\n\nallow { input.user == "a" }\n';
const modern =
  '# Of version 1.\npackage t["new"].rules # here\n\nallow if input.user in {"b", "c"}\n\nreason := $"{input.user} may"\n';
const both = "package t\n\nimport rego.v1\n\nallow if data.t.old.allow\n\nallow if data.t.new.rules.allow\n";
const log = ["a", "b", "c", "x"]
  .map((user) => event({ input: { user }, ...(user === "x" ? {} : { result: true }) }))
  .join("\n");

async function bundle(
  manifest: unknown,
  files: Readonly<Record<string, string>> = { "old.rego": old, "deep/new.rego": modern, "both.rego": both },
): Promise<Uint8Array> {
  const entries = [
    ["/.manifest", JSON.stringify(manifest)],
    ...Object.entries(files).map(([name, text]) => [`/${name}`, text]),
  ];
  return gzipSync(
    await packTar(
      entries.map(([name = "", body = ""]) => ({ header: { name, size: Buffer.byteLength(body) }, body })),
    ),
  );
}

/** What OPA makes of a bundle: the users it lets in, or undefined where it refuses the bundle. */
async function accordingToOpa(file: string): Promise<string | undefined> {
  const { path } = await findOpa();
  try {
    const users = '[u | u := ["a", "b", "c", "x"][_]; data.t.allow with input as {"user": u}]';
    return execFileSync(path, ["eval", "--format=raw", "--bundle", file, users], {
      encoding: "utf8",
      stdio: "pipe",
    });
  } catch {
    return undefined;
  }
}

async function accordingToUs(file: string): Promise<string | undefined> {
  try {
    const cwd = folderWith({ "log.ndjson": log });
    const { rows } = await run({ base: file, head: file, decisions: ["log.ndjson"], cwd, rowsValues: true });
    const allowed = rows.filter(({ base }) => base !== undefined && "value" in base && base.value === true);
    return `${JSON.stringify(allowed.map((row) => ["a", "b", "c", "x"][row.source.position - 1]))}\n`;
  } catch (error) {
    if (error instanceof DiffFailed && error.code === "policyInvalid") return undefined;
    throw error;
  }
}

describe("a bundle that names the version of each file is read as OPA reads it", () => {
  test.each([
    ["by path", { file_rego_versions: { "/old.rego": 0 } }],
    ["by a pattern over folders", { rego_version: 0, file_rego_versions: { "*/new.rego": 1 } }],
    ["by a pattern that only names the end", { rego_version: 0, file_rego_versions: { "*new.rego": 1 } }],
    ["by the first pattern of two", { file_rego_versions: { "*": 0, "/deep/*": 1 } }],
    ["by alternatives", { rego_version: 1, file_rego_versions: { "/{old,older}.rego": 0 } }],
    ["without the slash", { rego_version: 1, file_rego_versions: { "old.rego": 0 } }],
    [
      "with a file of the wrong version",
      { rego_version: 1, file_rego_versions: { "/deep/*": 0, "/old.rego": 0 } },
    ],
    ["with a version that there is not", { file_rego_versions: { "/old.rego": 7 } }],
    ["with a version as text", { rego_version: "0" }],
    ["with roots", { roots: ["t"], file_rego_versions: { "/old.rego": 0 } }],
    [
      "with roots that leave a module out",
      { roots: ["t/old"], rego_version: 1, file_rego_versions: { "/old.rego": 0 } },
    ],
  ])("%s", async (_, manifest) => {
    const file = join(folderWith({ "b.tar.gz": await bundle(manifest) }), "b.tar.gz");
    expect(await accordingToUs(file)).toBe(await accordingToOpa(file));
  });
});

test("a folder with such a manifest is read alike, and rules keep their rows", async () => {
  const manifest = JSON.stringify({ file_rego_versions: { "/old.rego": 0 } });
  const files = { ".manifest": manifest, "old.rego": old, "new.rego": modern, "both.rego": both };
  const base = folderWith(files);
  const head = folderWith({ ...files, "new.rego": modern.replace('"c"', '"x"') });
  const path = "t/new/rules/allow";
  const events = [event({ path, input: { user: "c" }, result: true }), event({ path, input: { user: "a" } })];
  const cwd = folderWith({ "log.ndjson": events.join("\n") });
  const { report } = await run({ base, head, decisions: ["log.ndjson"], cwd });
  expect(report.totals).toMatchObject({ unchanged: 1, changed: 1 });
  expect(report.base.regoVersion).toBe(0);
  expect(report.rules.map(({ file, row }) => [file, row])).toContainEqual(["new.rego", 4]);
});

test("a version for one side: a migration that changes nothing", async () => {
  // Compiles in both versions, and means the same in each.
  const cwd = folderWith({
    "old.rego": 'package t\n\nallow { input.user == "a" }\n',
    "new.rego": 'package t\n\nallow if input.user == "a"\n',
    "log.ndjson": event({ input: { user: "a" }, result: true }),
  });
  const { report } = await run({
    base: "old.rego",
    head: "new.rego",
    decisions: ["log.ndjson"],
    cwd,
    baseRegoVersion: "v0",
    headRegoVersion: "v1",
  });
  expect([report.base.regoVersion, report.head.regoVersion]).toEqual([0, 1]);
  expect(report.totals).toMatchObject({ unchanged: 1, changed: 0 });
  const wrong = run({
    base: "old.rego",
    head: "new.rego",
    decisions: ["log.ndjson"],
    cwd,
    headRegoVersion: "v0",
  });
  await expect(wrong).rejects.toMatchObject({
    code: "policyInvalid",
    message: expect.stringMatching(/new\.rego:3/),
  });
});

describe("bundles of doubtful origin", () => {
  test("a signed one is read, and its signature not verified", async () => {
    const file = await bundle(
      {},
      { "t.rego": "package t\n\nallow if true\n", ".signatures.json": '{"signatures":["x"]}' },
    );
    const cwd = folderWith({ "b.tar.gz": file, "log.ndjson": event({ input: {}, result: true }) });
    const { report } = await run({ base: "b.tar.gz", head: "b.tar.gz", decisions: ["log.ndjson"], cwd });
    expect(report.warnings).toContainEqual(expect.objectContaining({ code: "signatureUnverified" }));
  });

  test.each([
    ["a file above the bundle", "../evil/data.json", "leads out of it"],
    ["a delta", "patch.json", "delta bundle"],
  ])("%s is refused", async (_, name, message) => {
    const file = await bundle({}, { "t.rego": "package t\n\nallow if true\n", [name]: "{}" });
    const cwd = folderWith({ "b.tar.gz": file, "log.ndjson": event({ input: {}, result: true }) });
    const ran = run({ base: "b.tar.gz", head: "b.tar.gz", decisions: ["log.ndjson"], cwd });
    await expect(ran).rejects.toMatchObject({
      code: "policyInvalid",
      message: expect.stringContaining(message),
    });
  });

  test("a link is no file of it", async () => {
    const rego = "package t\n\nallow if true\n";
    const archive = gzipSync(
      await packTar([
        { header: { name: "t.rego", size: rego.length }, body: rego },
        { header: { name: "data.json", size: 0, type: "symlink", linkname: "/etc/hostname" } },
        { header: { name: "u.rego", size: 0, type: "link", linkname: "t.rego" } },
      ]),
    );
    const cwd = folderWith({ "b.tar.gz": archive, "log.ndjson": event({ input: {}, result: true }) });
    const { report } = await run({ base: "b.tar.gz", head: "b.tar.gz", decisions: ["log.ndjson"], cwd });
    expect(report.totals.unchanged).toBe(1);
    expect(report.base.dataDigest).toBeNull();
  });
});
