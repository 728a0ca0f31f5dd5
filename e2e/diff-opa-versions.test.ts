import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "./envoy/free-port.ts";
import { olderOpa } from "./go-program.ts";
import { startProgram } from "./started-program.ts";
import { root, run } from "./workspace.ts";

/**
 * What 1.17.1 gets wrong, and 1.22.2 does not: a version with a leading zero was one (1.21.0, open-policy-agent/opa#9004),
 * and the sum of integers could turn negative (1.20.0, open-policy-agent/opa#6281).
 */
const policy = `package shop

default allow := false

# Clients that are new enough
allow if semver.compare(input.version, "1.2.0") >= 0

# Small payments
allow if sum(input.amounts) <= 100
`;
const inputs = [
  '{"version":"1.2.3"}',
  '{"version":"1.1.0"}',
  '{"version":"01.3.0"}',
  '{"amounts":[1,2]}',
  '{"amounts":[101]}',
  '{"amounts":[9223372036854775807,1]}',
];

let folder: string;
let older: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bylaw-opa-versions-"));
  older = await olderOpa();
  await writeFile(join(folder, "shop.rego"), policy);
  await record();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Has the older OPA decide each input and log it. */
async function record(): Promise<void> {
  const address = `127.0.0.1:${await freePort()}`;
  const stop = await startProgram(
    older,
    ["run", "--server", `--addr=${address}`, "--set=decision_logs.console=true", join(folder, "shop.rego")],
    join(folder, "opa.log"),
    `http://${address}/health`,
  );
  try {
    for (const input of inputs) {
      const answer = await fetch(`http://${address}/v1/data/shop/allow`, {
        method: "POST",
        body: `{"input":${input}}`,
      });
      expect(answer.status).toBe(200);
    }
  } finally {
    await stop();
  }
}

async function diff(...args: readonly string[]) {
  const file = join(folder, "report.json");
  const bylaw = [join(root, "packages/cli/bin/bylaw.js"), "diff", "--decisions", join(folder, "opa.log")];
  const sides = ["--base", "shop.rego", "--head", "shop.rego", "--json", "-o", file];
  const ran = await run(process.execPath, [...bylaw, ...sides, ...args], { cwd: folder });
  return { ...ran, report: JSON.parse(await readFile(file, "utf8")) };
}

it("an upgrade of OPA changes what the log of the older one shows, and is the cause", async () => {
  const { status, stderr, report } = await diff("--base-opa", older);
  expect(status, stderr).toBe(0);
  expect(report).toMatchObject({
    base: { opaVersion: "1.17.1" },
    head: { opaVersion: "1.22.2" },
    recordedBy: [{ opaVersion: "1.17.1", count: inputs.length }],
    totals: { read: inputs.length, unchanged: 4, changed: 2, indeterminate: 0, baseMismatch: 0 },
    transitions: { "allow->deny": 2 },
    groups: [{ transition: "allow->deny", cause: "engine", count: 2 }],
    confirmed: { disagreements: 0 },
  });
});

it("a downgrade is the same the other way round, and two of one version differ in nothing", async () => {
  const down = await diff("--head-opa", older, "--min-comparable", "0");
  expect(down.status, down.stderr).toBe(0);
  // The record is the older one's, which the newer does not reproduce.
  expect(down.report.totals).toMatchObject({ unchanged: 4, indeterminate: 2, baseMismatch: 2 });
  const same = await diff("--base-opa", older, "--head-opa", older);
  expect(same.report.totals).toMatchObject({ unchanged: inputs.length, changed: 0 });
});
