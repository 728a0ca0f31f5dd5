import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { PoolOptions, PoolWorker } from "vitest/node";
import { type WorkersAhead, workersAhead } from "../../src/vitest/worker-ahead.ts";

// In place of vitest's worker: it notes that it runs, and answers whatever it is told with its number.
const worker = `import { writeFileSync } from "node:fs";
process.on("message", () => process.send(process.pid));
writeFileSync(new URL("../" + process.pid, import.meta.url), "");
`;

let folder = "";
let workers: WorkersAhead;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bylaw-workers-"));
  mkdirSync(join(folder, "workers"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "workers/forks.js"), worker);
  workers = workersAhead();
});
afterEach(() => {
  workers.close();
  rmSync(folder, { recursive: true, force: true });
});

const optionsWith = (env: PoolOptions["env"]): PoolOptions => {
  const quiet = new Writable({ write: (_chunk, _encoding, done) => done() });
  const vitest = { logger: { outputStream: quiet, errorStream: quiet } };
  return { distPath: folder, env: { ...process.env, ...env }, execArgv: [], project: { vitest } } as never;
};

/** Runs a worker, and gives the number of its process. */
async function run(env: PoolOptions["env"] = {}): Promise<number> {
  const one: PoolWorker = workers.pool.createPoolWorker(optionsWith(env));
  await one.start();
  const answer = new Promise<unknown>((resolve) => one.on("message", resolve));
  one.send({ type: "stop", __vitest_worker_request__: true } as never);
  const number = Number(await answer);
  await one.stop();
  return number;
}

const started = () => readdirSync(folder).filter((name) => /^\d+$/.test(name)).length;
const runs = (number: number) => {
  try {
    return process.kill(number, 0);
  } catch {
    return false;
  }
};

/** The process that is ready, when all others have ended. */
async function ready(): Promise<number> {
  const running = () =>
    readdirSync(folder)
      .map(Number)
      .filter((number) => number > 0 && runs(number));
  await expect.poll(running, { timeout: 30_000 }).toHaveLength(1);
  return running()[0] ?? 0;
}

it("has a process ready when one ends, and ends it in the end", async () => {
  const first = await run();
  expect(runs(first)).toBe(false);
  await expect.poll(started, { timeout: 30_000 }).toBe(2);
  const second = await run();
  expect(second).not.toBe(first);
  // The one that was ready was taken, and a third is.
  await expect.poll(started, { timeout: 30_000 }).toBe(3);
  const third = await ready();
  expect([first, second]).not.toContain(third);
  workers.close();
  await expect.poll(() => runs(third), { timeout: 30_000 }).toBe(false);
});

it("takes no process that was started for other tests, or that has ended", async () => {
  await run();
  await expect.poll(started, { timeout: 30_000 }).toBe(2);
  await run({ BYLAW_NOW: "2026-11-24T10:00:00Z" });
  await expect.poll(started, { timeout: 30_000 }).toBe(4);
  const killed = await ready();
  process.kill(killed, "SIGKILL");
  await expect.poll(() => runs(killed), { timeout: 30_000 }).toBe(false);
  expect(await run({ BYLAW_NOW: "2026-11-24T10:00:00Z" })).not.toBe(killed);
});
