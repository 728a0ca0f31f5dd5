import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import { DiffFailed, type DiffOptions } from "../../src/index.ts";
import { event, folderWith, run } from "../fixture.ts";

const policies = fileURLToPath(new URL("../policies/", import.meta.url));
const open = 'package t\n\ndefault allow := false\n\nallow if input.user == "a"\n';
const wider = 'package t\n\ndefault allow := false\n\nallow if input.user in {"a", "b"}\n';
const log = [
  event({ input: { user: "a" }, result: true }),
  event({ input: { user: "b" }, result: false }),
].join("\n");

/** Git as a user would have it, without their settings. */
function git(folder: string, ...args: readonly string[]): void {
  const identity = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, ...args], { cwd: folder, stdio: "ignore" });
}

async function failure(options: Partial<DiffOptions> & { readonly cwd: string }): Promise<DiffFailed> {
  const failed = await run({
    base: "base.rego",
    head: "head.rego",
    decisions: ["log.ndjson"],
    ...options,
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failed instanceof DiffFailed) return failed;
  throw new Error("the diff did not fail as it should", { cause: failed });
}

describe("git revisions", () => {
  function repository(): string {
    const folder = folderWith({ "log.ndjson": log });
    git(folder, "init", "--initial-branch=main");
    mkdirSync(join(folder, "policies"));
    writeFileSync(join(folder, "policies", "t.rego"), open);
    // A repository's own attributes have no say in what is read.
    writeFileSync(join(folder, ".gitattributes"), "*.rego export-ignore\n");
    git(folder, "add", ".");
    git(folder, "commit", "--message=first");
    writeFileSync(join(folder, "policies", "t.rego"), wider);
    return folder;
  }

  test("a revision against the working tree", async () => {
    const cwd = repository();
    const { report } = await run({ base: "main:policies", head: "policies", decisions: ["log.ndjson"], cwd });
    expect(report.totals).toMatchObject({ changed: 1, unchanged: 1 });
    expect(report.base).toMatchObject({ label: "main:policies", kind: "git" });
    expect(report.base.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(report.head).toMatchObject({ kind: "rego", commit: null });
  });

  test("a path from where the command runs", async () => {
    const cwd = join(repository(), "policies");
    const { report } = await run({
      base: "HEAD:./t.rego",
      head: "t.rego",
      decisions: ["../log.ndjson"],
      cwd,
    });
    expect(report.totals.changed).toBe(1);
  });

  test.each([
    ["nowhere:policies", /git rev-parse failed/],
    ["main:missing", /is not there at/],
    ["main:../outside", /must stay within the repository/],
    ["main:/etc", /must stay within the repository/],
    ["--upload-pack=x:policies", /not a revision/],
    ["main;touch x:policies", /not a revision/],
  ])("%s is refused", async (base, message) => {
    const { code, message: said } = await failure({ base, head: "policies", cwd: repository() });
    expect(code).toBe("revisionInvalid");
    expect(said).toMatch(message);
  });
});

test("a colon in the name of a file makes no revision", async () => {
  const cwd = folderWith({ "a:b.rego": open, "log.ndjson": log });
  const { report } = await run({
    base: "./a:b.rego",
    head: join(cwd, "a:b.rego"),
    decisions: ["log.ndjson"],
    cwd,
  });
  expect(report.totals).toMatchObject({ unchanged: 2 });
});

describe("TypeScript", () => {
  const http = (method: string) => ({
    attributes: {
      source: { principal: "spiffe://shop.example/ns/front/sa/till" },
      request: { http: { method, path: "/", headers: {} } },
    },
  });

  test("both sides are compiled; rules have their names and places", async () => {
    const cwd = folderWith({
      "log.ndjson": [
        event({ path: "shop/authz/allow", input: http("GET"), result: true }),
        event({ path: "shop/authz/allow", input: http("POST"), result: false }),
      ].join("\n"),
    });
    const { report } = await run({
      base: join(policies, "base.ts"),
      head: join(policies, "head.ts"),
      decisions: ["log.ndjson"],
      cwd,
    });
    expect(report.totals).toMatchObject({ changed: 1, unchanged: 1 });
    expect(report.head.kind).toBe("typescript");
    expect(report.groups[0]?.rules).toEqual({
      base: [],
      head: [{ name: "the till may order", file: "head.ts", row: 9, endRow: 9, status: "new" }],
    });
  });

  test("at a revision: imports come from that revision, types of packages from what is installed", async () => {
    const cwd = folderWith({
      "log.ndjson": event({ path: "shop/authz/allow", input: http("POST"), result: false }),
    });
    git(cwd, "init", "--initial-branch=main");
    symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(cwd, "node_modules"));
    const module = (method: string) => `export const method = ${JSON.stringify(method)};\n`;
    writeFileSync(join(cwd, "method.ts"), module("GET"));
    writeFileSync(
      join(cwd, "policy.ts"),
      readFileSync(join(policies, "base.ts"), "utf8")
        .replace('"GET"', "method")
        .replace("export", 'import { method } from "./method.ts";\n\nexport'),
    );
    git(cwd, "add", "policy.ts", "method.ts", "log.ndjson");
    git(cwd, "commit", "--message=first");
    writeFileSync(join(cwd, "method.ts"), module("POST"));
    const { report } = await run({
      base: "HEAD:policy.ts",
      head: "policy.ts",
      decisions: ["log.ndjson"],
      cwd,
    });
    expect(report.transitions).toMatchObject({ "deny->allow": 1 });
  });

  test("a policy that does not compile is refused, with file and line", async () => {
    const cwd = folderWith({ "log.ndjson": log });
    const base = join(policies, "base.ts");
    const { code, message } = await failure({ base, head: join(policies, "invalid/type-error.ts"), cwd });
    expect(code).toBe("policyInvalid");
    expect(message).toMatch(/type-error\.ts:6:/);
  });
});

describe("Rego", () => {
  test("a folder with its data, without its tests", async () => {
    const cwd = folderWith({ "log.ndjson": log });
    for (const [side, users] of [
      ["old", ["a"]],
      ["new", ["a", "b"]],
    ] as const) {
      mkdirSync(join(cwd, side, "access"), { recursive: true });
      writeFileSync(
        join(cwd, side, "t.rego"),
        "package t\ndefault allow := false\nallow if input.user in data.access.users",
      );
      writeFileSync(join(cwd, side, "t_test.rego"), "package t\nthis is no Rego");
      writeFileSync(join(cwd, side, "access", "data.json"), JSON.stringify({ users }));
    }
    const { report } = await run({ base: "old", head: "new", decisions: ["log.ndjson"], cwd });
    expect(report.totals).toMatchObject({ changed: 1, unchanged: 1 });
    expect(report.base.digest).toBe(report.head.digest);
    expect(report.base.dataDigest).not.toBe(report.head.dataDigest);
  });

  test("more data by option, as YAML", async () => {
    const policy = "package t\ndefault allow := false\nallow if input.user in data.users";
    const cwd = folderWith({
      "p.rego": policy,
      "log.ndjson": log,
      "a.yaml": "users: [a]\n",
      "b.yaml": "users: [a, b]\n",
    });
    const { report } = await run({
      base: "p.rego",
      head: "p.rego",
      decisions: ["log.ndjson"],
      baseData: ["a.yaml"],
      headData: ["b.yaml"],
      cwd,
    });
    expect(report.totals.changed).toBe(1);
  });

  test("version 0 is found by itself, or stated", async () => {
    const old = 'package t\n\ndefault allow = false\n\nallow {\n\tinput.user == "a"\n}\n';
    const cwd = folderWith({ "base.rego": old, "head.rego": wider, "log.ndjson": log });
    const { report } = await run({ base: "base.rego", head: "head.rego", decisions: ["log.ndjson"], cwd });
    expect([report.base.regoVersion, report.head.regoVersion]).toEqual([0, 1]);
    expect(report.groups[0]?.rules.head).toHaveLength(1);
    expect((await failure({ cwd, regoVersion: "v1" })).message).toMatch(
      /base\.rego:\d+:\d+: rego_parse_error/,
    );
  });

  test("a bundle", async () => {
    const bundle = async (policy: string) =>
      gzipSync(
        await packTar(
          [
            { header: { name: "/.manifest", size: 0 }, body: '{"roots":[""],"revision":"r1"}' },
            { header: { name: "/t/t.rego", size: 0 }, body: policy },
          ].map(({ header, body }) => ({ header: { ...header, size: Buffer.byteLength(body) }, body })),
        ),
      );
    const cwd = folderWith({
      "base.tar.gz": await bundle(open),
      "head.tar.gz": await bundle(wider),
      "log.ndjson": log,
    });
    const { report } = await run({
      base: "base.tar.gz",
      head: "head.tar.gz",
      decisions: ["log.ndjson"],
      cwd,
    });
    expect(report.totals).toMatchObject({ changed: 1, unchanged: 1 });
    expect(report.base.kind).toBe("bundle");
  });

  test.each([
    ["a policy that is not there", { base: "missing.rego" }, "policyNotFound"],
    ["a folder without modules", { base: "." }, "policyNotFound"],
    ["logs that are not there", { decisions: ["missing/*.gz"] }, "decisionsNotFound"],
    ["data that is not there", { baseData: ["missing.json"] }, "dataInvalid"],
    ["data that is no object", { baseData: ["log.ndjson"] }, "dataInvalid"],
    ["a bundle that is none", { base: "log.tar.gz" }, "policyInvalid"],
  ])("%s is refused", async (_, options, code) => {
    const cwd = folderWith({ "log.ndjson": log, "log.tar.gz": "no gzip" });
    writeFileSync(join(cwd, "head.txt"), wider);
    const valid = join(folderWith({ "p.rego": open }), "p.rego");
    expect((await failure({ base: valid, head: valid, cwd, ...options })).code).toBe(code);
  });
});
