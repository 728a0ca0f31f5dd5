import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout that these tests belong to. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end and keeps what it prints; a status other than 0 is the caller's to judge. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    // A character may come in two chunks: only the stream can put it together.
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}

/** A new empty folder, removed when the work is done. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "bylaw-e2e-"));
  try {
    return await work(folder);
  } finally {
    // Go's module cache is read-only on purpose.
    await run("chmod", ["-R", "u+w", folder]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The environment of somebody new: an empty home, and only the folders of Node.js, Go and the system's tools. */
export function newcomer(home: string): NodeJS.ProcessEnv {
  const kept = [
    "LANG",
    "NO_COLOR",
    "CI",
    "GOPROXY",
    "GOSUMDB",
    "GOFLAGS",
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
  ];
  const proxies = Object.keys(process.env).filter((name) =>
    /^(https?|no|all)_proxy$|^npm_config_(registry|cafile)$/i.test(name),
  );
  const environment: NodeJS.ProcessEnv = { HOME: home, PATH: pathWithoutOpa() };
  for (const name of [...kept, ...proxies]) {
    if (process.env[name] !== undefined) environment[name] = process.env[name];
  }
  return environment;
}

function pathWithoutOpa(): string {
  const wanted = [dirname(process.execPath), "/usr/local/go/bin", "/usr/local/bin", "/usr/bin", "/bin"];
  return wanted.join(delimiter);
}
