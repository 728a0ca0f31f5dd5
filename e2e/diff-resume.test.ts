import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { inTemporaryFolder, root, run } from "./workspace.ts";

const sample = join(root, "packages/policy-diff/test/recorded");
const bylaw = join(root, "packages/cli/bin/bylaw.js");
const files = 12;

/** Logs that take a while, in files that are shards by themselves. */
function writeLogs(folder: string): void {
  const lines = readFileSync(join(sample, "decisions.ndjson"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith('{"decision_id"'));
  for (let file = 0; file < files; file++) {
    const events = Array.from({ length: 12_000 }, (_, index) =>
      (lines[(index * 7 + file) % lines.length] ?? "").replace(
        /"decision_id":"[^"]*"/,
        `"decision_id":"${file}-${index}"`,
      ),
    );
    writeFileSync(join(folder, `log-${String(file).padStart(2, "0")}.ndjson`), events.join("\n"));
  }
}

const finishedIn = (folder: string) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".summary")) : [];

/** Which file it is, and when it was written: a shard that is compared again is written anew. */
const stateOf = (file: string) => {
  const { ino, mtimeMs } = statSync(file);
  return { ino, mtimeMs };
};

test("killed in the midst and started again, a run repeats no finished shard and reports the same", async () => {
  await inTemporaryFolder(async (folder) => {
    writeLogs(folder);
    const kept = join(folder, "kept");
    const command = [
      ...[bylaw, "diff", "--base", join(sample, "base.rego"), "--head", join(sample, "head.rego")],
      ...["--decisions", "*.ndjson", "--min-comparable", "0", "--workers", "2", "--json"],
    ];
    const killed = spawn(process.execPath, [...command, "--resume", kept], { cwd: folder, stdio: "ignore" });
    const ended = once(killed, "exit");
    while (finishedIn(kept).length < 3 && killed.exitCode === null) await wait(5);
    killed.kill("SIGKILL");
    expect((await ended)[1]).toBe("SIGKILL");
    const finished = finishedIn(kept);
    expect(finished.length).toBeGreaterThanOrEqual(3);
    expect(finished.length).toBeLessThan(files);
    const before = finished.map((name) => stateOf(join(kept, name)));

    const again = await run(process.execPath, [...command, "--resume", kept], { cwd: folder });
    expect(again, again.stderr).toMatchObject({ status: 0 });
    expect(finished.map((name) => stateOf(join(kept, name)))).toEqual(before);
    expect(finishedIn(kept)).toHaveLength(files);

    const whole = await run(process.execPath, command, { cwd: folder });
    const dated = /"generatedAt": "[^"]*"/;
    expect(again.stdout.replace(dated, "")).toBe(whole.stdout.replace(dated, ""));
    expect(JSON.parse(whole.stdout).totals.events).toBe(files * 12_000);
  });
});
