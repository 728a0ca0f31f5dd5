import { EventEmitter } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { main } from "../src/index.ts";
import { bylaw, health, inFolder, policy } from "./command.ts";

const slow = { timeout: 60_000 };
const asked = { input: { attributes: { request: { http: { path: "/healthz" } } } } };

it("decides, logs, and takes up changes, until it is stopped", () =>
  inFolder({ "a.ts": policy(health) }, async (folder) => {
    const process = new EventEmitter();
    let stdout = "";
    let stderr = "";
    const ended = main(["serve", "a.ts", "--addr", "127.0.0.1:0", "--port", "0"], {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      stdin: (async function* () {})(),
      env: {},
      cwd: () => folder,
      once: (signal, listener) => process.once(signal, listener),
    });
    const address = await vi.waitUntil(() => /http:\/\/[\d.:]+/.exec(stderr)?.[0], slow);
    const decide = async () => {
      const answer = await fetch(`${address}/v1/data/shop/allow`, {
        method: "POST",
        body: JSON.stringify(asked),
      });
      return ((await answer.json()) as { result?: unknown }).result;
    };
    expect(await decide()).toBe(true);

    await writeFile(join(folder, "a.ts"), policy('input.attributes.request.http.path === "/other"'));
    await vi.waitUntil(() => stderr.includes("Took up the change"), slow);
    expect(await decide()).toBe(false);

    await writeFile(join(folder, "a.ts"), policy("input.nowhere"));
    await vi.waitUntil(() => stderr.includes("Still deciding"), slow);
    expect(await decide()).toBe(false);

    process.emit("SIGTERM");
    expect(await ended).toBe(0);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
        .map(({ path, result }) => ({ path, result })),
    ).toEqual([true, false, false].map((result) => ({ path: "shop/allow", result })));
  }));

it.each([
  [["serve"], "missing required argument"],
  [["serve", "a.ts", "--port", "65536"], "a port is from 0 to 65535"],
  [["serve", "absent.ts"], "absent.ts"],
])("refuses %j", (args, reason) =>
  inFolder({}, async (folder) => {
    const { status, stderr } = await bylaw(folder, args);
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
  }),
);
