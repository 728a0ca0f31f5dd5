import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sparkEnvironment } from "./spark.ts";
import { inTemporaryFolder, root, run } from "./workspace.ts";

const sample = join(root, "packages/policy-diff/test/recorded");
const bylaw = join(root, "packages/cli/bin/bylaw.js");
/** Of head, beside it. */
const tests = `package orders.authz_test

test_menu if data.orders.authz.allow with input as {"method": "HEAD", "path": ["menu"]}

test_clerk if {
	asked := {"method": "HEAD", "path": ["orders"], "user": {"role": "clerk", "shop": 1}, "order": {"shop": 1}}
	not data.orders.authz.allow with input as asked
}
`;

test("Spark maps the logs in tasks, and the merged report is that of one process, byte for byte", async () => {
  const { python, env } = await sparkEnvironment();
  await inTemporaryFolder(async (folder) => {
    for (const side of ["base.rego", "head.rego"]) copyFileSync(join(sample, side), join(folder, side));
    writeFileSync(join(folder, "head_test.rego"), tests);
    const sides = ["--base", join(folder, "base.rego"), "--head", join(folder, "head.rego")];
    const lines = readFileSync(join(sample, "decisions.ndjson"), "utf8").split("\n");
    for (let file = 0; file < 5; file++) {
      const events = Array.from({ length: 2_000 }, (_, index) =>
        (lines[(index * 11 + file) % lines.length] ?? "").replace(
          /"decision_id":"[^"]*"/,
          `"decision_id":"${file}-${index}"`,
        ),
      );
      writeFileSync(join(folder, `part-${file}.ndjson`), events.join("\n"));
    }
    const program = join(root, "integrations/spark/bylaw_diff.py");
    const command = `${JSON.stringify(process.execPath)} ${JSON.stringify(bylaw)}`;
    const driver = await run(
      python,
      [
        program,
        ...sides,
        ...["--decisions", join(folder, "part-*.ndjson"), "--summaries", join(folder, "summaries")],
        ...["--bylaw", command, "--map-options", "--min-comparable 0", "--", "--json", "-o", "spark.json"],
      ],
      { cwd: folder, env: { ...env, SPARK_LOCAL_IP: "127.0.0.1", SPARK_LOCAL_DIRS: join(folder, "spark") } },
    );
    expect(driver, driver.stderr).toMatchObject({ status: 0 });
    const summaries = readdirSync(join(folder, "summaries"));
    expect(summaries).toHaveLength(5);
    expect(summaries.every((name) => name.endsWith(".summary"))).toBe(true);
    expect(statSync(join(folder, "summaries", summaries[0] ?? "")).mode & 0o077).toBe(0);

    const one = await run(
      process.execPath,
      [
        bylaw,
        "diff",
        ...sides,
        "--decisions",
        join(folder, "part-*.ndjson"),
        "--min-comparable",
        "0",
        "--json",
      ],
      { cwd: folder },
    );
    expect(one, one.stderr).toMatchObject({ status: 0 });
    const whole = JSON.parse(one.stdout);
    expect(whole.totals.changed).toBeGreaterThan(100);
    expect(whole.tests.head).toMatchObject({ run: 2, failed: 0 });
    expect(whole.rules.some(({ tests = 0 }: { readonly tests?: number }) => tests > 0)).toBe(true);
    // The two were made at their own times, and merge is not told how the logs were named.
    const comparable = (text: string) =>
      text
        .replace(/"generatedAt": "[^"]*"/, "")
        .replace(/"decisions": \[\s*("[^"]*"\s*)?\]/, "")
        .trim();
    expect(comparable(readFileSync(join(folder, "spark.json"), "utf8"))).toBe(comparable(one.stdout));
  });
});

test("a task that fails ends the driver, and leaves no half summary", async () => {
  const { python, env } = await sparkEnvironment();
  await inTemporaryFolder(async (folder) => {
    mkdirSync(join(folder, "summaries"));
    writeFileSync(join(folder, "log.ndjson"), "{}");
    const driver = await run(
      python,
      [
        join(root, "integrations/spark/bylaw_diff.py"),
        ...["--base", join(folder, "absent.rego"), "--head", join(folder, "absent.rego")],
        ...["--decisions", join(folder, "log.ndjson"), "--summaries", join(folder, "summaries")],
        ...["--bylaw", `${JSON.stringify(process.execPath)} ${JSON.stringify(bylaw)}`],
      ],
      { cwd: folder, env: { ...env, SPARK_LOCAL_IP: "127.0.0.1", SPARK_LOCAL_DIRS: join(folder, "spark") } },
    );
    expect(driver.status).not.toBe(0);
    expect(driver.stderr).toContain("ended with status 2");
    expect(readdirSync(join(folder, "summaries"))).toEqual([]);
    expect(existsSync(join(folder, "report.json"))).toBe(false);
  });
});
