import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findOpa } from "@bylaw/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pnpm } from "../scripts/pnpm.mjs";
import { newcomer, root, run } from "./workspace.ts";

const packages = [
  "engine",
  "dsl",
  "compiler",
  "search",
  "test-runner",
  "policy-diff",
  "targets",
  "authorizer",
  "cli",
] as const;
const bin = (name: string) => join(root, "node_modules", ".bin", name);

let folder: string;
let repo: string;
let tarballs: ReadonlyMap<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bylaw-packages-"));
  repo = join(folder, "repo");
  tarballs = await packAll();
  // The packages name each other by version; nothing is published yet, so each is taken from its tarball.
  const ours = Object.fromEntries([...tarballs].map(([name, file]) => [name, `file:${file}`]));
  await writeFiles({
    "package.json": JSON.stringify({ private: true, type: "module", dependencies: ours, overrides: ours }),
  });
  const install = await run("npm", ["install", "--no-audit", "--no-fund"], { cwd: repo });
  expect(install, install.stderr).toMatchObject({ status: 0 });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Packs every package; gives package name → tarball. */
async function packAll(): Promise<ReadonlyMap<string, string>> {
  const packed = new Map<string, string>();
  for (const name of packages) {
    const destination = join(folder, name);
    await mkdir(destination);
    const cwd = join(root, "packages", name);
    const result = await run("npm", [...pnpm, "pack", "--pack-destination", destination], { cwd });
    expect(result, result.stderr).toMatchObject({ status: 0 });
    const [file] = await readdir(destination);
    packed.set(
      JSON.parse(await readFile(join(cwd, "package.json"), "utf8")).name,
      join(destination, String(file)),
    );
  }
  return packed;
}

async function writeFiles(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(repo, name)), { recursive: true });
    await writeFile(join(repo, name), text);
  }
}

describe("each package", () => {
  it("is well-formed, with its types, its licence and a readme", async () => {
    for (const [name, tarball] of tarballs) {
      const lint = await run(bin("publint"), ["--strict", tarball]);
      expect(lint, lint.stdout + lint.stderr).toMatchObject({ status: 0 });
      const types = await run(bin("attw"), [tarball, "--profile", "esm-only"]);
      expect(types, types.stdout + types.stderr).toMatchObject({ status: 0 });
      const listing = (await run("tar", ["-tzf", tarball])).stdout;
      for (const file of ["package/LICENSE", "package/README.md"]) expect(listing, name).toContain(file);
      expect(listing).not.toMatch(/package\/(src|test)\//);
    }
  });
});

describe("a repo of Rego", () => {
  it("has its first diff with one command after npm install", async () => {
    const rule = (prefix: string) =>
      `package shop\n\ndefault allow := false\n\nallow if startswith(input.path, "${prefix}")\n`;
    const event = (id: string, path: string, result: boolean) =>
      JSON.stringify({
        decision_id: id,
        path: "shop/allow",
        input: { path },
        result,
        timestamp: "2026-11-23T09:00:00Z",
        labels: {},
      });
    await writeFiles({
      "base.rego": rule("/api/v1/"),
      "head.rego": rule("/api/"),
      "decisions.ndjson": [
        event("1", "/api/v1/orders", true),
        event("2", "/api/v2/orders", false),
        event("3", "/admin", false),
      ].join("\n"),
    });
    const sides = ["--base", "base.rego", "--head", "head.rego", "--decisions", "decisions.ndjson"];
    const diff = await run("npx", ["bylaw", "diff", ...sides, "--format", "json"], { cwd: repo });
    expect(diff, diff.stderr).toMatchObject({ status: 0 });
    expect(JSON.parse(diff.stdout)).toMatchObject({
      version: 1,
      totals: { read: 3, events: 3, unchanged: 2, changed: 1, indeterminate: 0, error: 0 },
      transitions: { "deny->allow": 1 },
    });
    const page = await run("npx", ["bylaw", "diff", ...sides, "--format", "html"], { cwd: repo });
    expect(page, page.stderr).toMatchObject({ status: 0 });
    expect(page.stdout).toMatch(/^<!doctype html>[\s\S]*startswith\(input\.path[\s\S]*<\/html>\n$/);
  });
});

describe("a repo of Rego under git, and a home that is empty", () => {
  it("has its first diff without naming a policy", async () => {
    const shop = join(repo, "shop");
    const rule = (prefix: string) =>
      `package shop\n\ndefault allow := false\n\n# Anybody may read\nallow if startswith(input.path, "${prefix}")\n`;
    const event = (id: string, path: string, result: boolean) =>
      JSON.stringify({ decision_id: id, path: "shop/allow", input: { path }, result, labels: {} });
    await writeFiles({
      "shop/policies/shop.rego": rule("/api/v1/"),
      "shop/policies/shop_test.rego":
        'package shop_test\n\nimport data.shop\n\ntest_api if shop.allow with input as {"path": "/api/v1/orders"}\n',
      "shop/logs/opa.log": [event("1", "/api/v1/orders", true), event("2", "/api/v2/orders", false)].join(
        "\n",
      ),
    });
    const git = async (...args: readonly string[]) => {
      const identity = ["-c", "user.email=t@example.org", "-c", "user.name=t", "-c", "commit.gpgsign=false"];
      const ran = await run("git", [...identity, ...args], { cwd: shop });
      expect(ran, ran.stderr).toMatchObject({ status: 0 });
    };
    await git("init", "--quiet", "--initial-branch=main");
    await git("add", "policies");
    await git("commit", "--quiet", "--message=One");
    await git("checkout", "--quiet", "-b", "wider");
    await writeFiles({ "shop/policies/shop.rego": rule("/api/") });
    const { path: opa } = await findOpa();
    const home = await mkdtemp(join(folder, "home-"));
    const env = { ...newcomer(home), BYLAW_OPA: opa };
    const diff = await run("npx", ["bylaw", "diff", "--decisions", "logs"], { cwd: shop, env });
    expect(diff, diff.stderr).toMatchObject({ status: 0 });
    expect(diff.stderr).toContain("head is policies");
    expect(diff.stderr).toContain("where HEAD left main");
    expect(diff.stdout).toMatch(/GRANTS +1 /);
    expect(diff.stdout).toContain('"Anybody may read"  shop.rego:6  changed: recorded 1 → 2, tests 1');
  });
});

describe("a repo of TypeScript policies", () => {
  const policy = (condition: string) =>
    `import { envoyPolicy } from "@bylaw/dsl/envoy";\nexport default envoyPolicy({\n  package: "shop",\n  allow: {\n    "health checks": (input) => ${condition},\n  },\n});\n`;
  const test = (file: string, body: string) =>
    `import { expect, it } from "vitest";\nimport policy from "../policies/${file}.ts";\n${body}\n`;
  const request = `({ attributes: { source: { address: {} }, destination: { address: {} }, request: { time: { seconds: 1 }, http: { id: "1", method: "GET", headers: {}, path: "/healthz", host: "shop", scheme: "http", protocol: "HTTP/1.1" } } }, parsed_path: ["healthz"], parsed_query: {}, version: { ext_authz: "v3", encoding: "protojson" } })`;

  it("runs its tests in vitest, and says what went wrong where", async () => {
    await writeFiles({
      "vitest.config.ts": `import { bylaw } from "@bylaw/test-runner/vitest";\nexport default { plugins: [bylaw()] };\n`,
      "policies/good.ts": policy('input.attributes.request.http.path === "/healthz"'),
      "policies/broken.ts": policy("Boolean(input.attributes.request.http.path)"),
      "test/good.test.ts": test(
        "good",
        `it("allows", () => expect(policy).toAllow(${request}, { by: "health checks" }));`,
      ),
      "test/failing.test.ts": test("good", `it("denies", () => expect(policy).toDeny(${request}));`),
      "test/misspelt.test.ts": test(
        "good",
        `it("names a rule", () => expect(policy).toAllow(${request}, { by: "health" as never }));`,
      ),
      "test/broken.test.ts": test("broken", `it("never runs", () => expect(policy).toAllow(${request}));`),
    });
    const result = await run("npx", ["vitest", "run"], { cwd: repo, env: { ...process.env, NO_COLOR: "1" } });
    const output = result.stdout + result.stderr;
    expect(result.status, output).toBe(1);
    expect(output).toMatch(/✓ test\/good\.test\.ts/);
    expect(output).toContain("expected: deny");
    expect(output).toContain('decided:  allow (allowed by "health checks")');
    expect(output).toContain('the policy has no rule "health"; it has "health checks"');
    expect(output).toContain("broken.ts does not compile");
    expect(output).toMatch(/BYL\d{4}/);
  });

  it("runs tests again when a policy changes, in a worker that waits for them", async () => {
    await writeFiles({
      "policies/watched.ts": policy('input.attributes.request.http.path === "/healthz"'),
      "test/watched.test.ts": test(
        "watched",
        `import { appendFileSync } from "node:fs";
it("allows", async () => {
  appendFileSync("ran", process.argv[1] + "\\n");
  await expect(policy).toAllow(${request});
});`,
      ),
      "watch.mjs": `import { appendFileSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { startVitest } from "vitest/node";

let ended = () => {};
const nextRun = () => new Promise((resolve) => { ended = resolve; });
let run = nextRun();
const reporters = [{ onTestRunEnd: () => ended() }];
const vitest = await startVitest("test", ["watched"], { watch: true, reporters });
await run;
for (let change = 0; change < 20 && !readFileSync("ran", "utf8").includes("worker-process"); change++) {
  await wait(500);
  run = nextRun();
  appendFileSync("policies/watched.ts", "export const change" + change + " = true;\\n");
  await run;
}
const failed = vitest.state.getCountOfFailedTests();
await vitest.close();
process.exit(failed);
`,
    });
    const watch = await run(process.execPath, ["watch.mjs"], { cwd: repo });
    expect(watch, watch.stdout + watch.stderr).toMatchObject({ status: 0 });
    const workers = (await readFile(join(repo, "ran"), "utf8")).trim().split("\n");
    expect(workers[0]).toMatch(/forks\.js$/);
    expect(workers.at(-1)).toMatch(/test-runner\/dist\/vitest\/worker-process\.js$/);
  });

  it("checks and builds on the command line", async () => {
    const check = await run("npx", ["bylaw", "check", "policies"], { cwd: repo });
    expect(check.status, check.stderr).toBe(1);
    expect(check.stderr).toMatch(/policies\/broken\.ts:5/);
    const build = await run("npx", ["bylaw", "build", "policies/good.ts", "--print"], { cwd: repo });
    expect(build, build.stderr).toMatchObject({ status: 0 });
    expect(build.stdout).toContain('allowed_by contains "health checks" if input.attributes');
  });
});
