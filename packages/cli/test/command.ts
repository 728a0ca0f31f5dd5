import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "../src/index.ts";

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command as `bin/bylaw.js` does, in a folder, and keeps what it prints. */
export async function bylaw(cwd: string, args: readonly string[], stdin = ""): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  const status = await main(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    stdin: (async function* () {
      yield stdin;
    })(),
    env: {},
    cwd: () => cwd,
  });
  return { status, stdout, stderr };
}

/** A folder with these files, below the tests so that policies find the DSL; removed after the work. */
export async function inFolder<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(dirname(fileURLToPath(import.meta.url)), ".scratch-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The text of a policy with one rule. */
export const policy = (condition: string, head = "") =>
  `import { envoyPolicy } from "@bylaw/dsl/envoy";\n${head}\nexport default envoyPolicy({\n  package: "shop",\n  allow: {\n    "the rule": (input) => ${condition},\n  },\n});\n`;

export const health = 'input.attributes.request.http.path === "/healthz"';
