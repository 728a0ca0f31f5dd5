import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@bylaw/engine";
import { inTemporaryFolder, root, run } from "../workspace.ts";

const sources = join(root, "e2e", "kubernetes", "validator");

/** What the API server is asked to store. */
export interface Write {
  readonly object: JsonObject;
  /** What an update replaces. */
  readonly oldObject?: JsonObject;
}

/**
 * The program that validates as the API server does, built once for its sources.
 *
 * @throws when Go cannot build it
 */
export async function kubernetesValidator(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of (await readdir(sources)).sort()) hash.update(await readFile(join(sources, name)));
  const folder = join(
    root,
    "node_modules",
    ".cache",
    "bylaw-e2e",
    `validator-${hash.digest("hex").slice(0, 16)}`,
  );
  const program = join(folder, "validator");
  if (existsSync(program)) return program;
  await mkdir(folder, { recursive: true });
  const env = { ...process.env, GOWORK: "off", CGO_ENABLED: "0" };
  const built = await run("go", ["build", "-trimpath", "-o", program, "."], { cwd: sources, env });
  if (built.status === 0) return program;
  throw new Error(
    `The validator of Kubernetes' objects could not be built by Go: ${built.stderr.slice(-800)}`,
  );
}

/**
 * What the API server has against each write; nothing where it would take it.
 *
 * @throws when the program fails, or does not answer each write
 */
export function validate(program: string, writes: readonly Write[]): Promise<readonly (readonly string[])[]> {
  return inTemporaryFolder(async (folder) => {
    const file = join(folder, "writes.ndjson");
    await writeFile(file, writes.map((write) => `${JSON.stringify(write)}\n`).join(""));
    const { status, stdout, stderr } = await run(program, [file]);
    if (status !== 0) throw new Error(`The validator failed: ${stderr.slice(-800)}`);
    const answers = stdout.trimEnd().split("\n");
    if (answers.length !== writes.length)
      throw new Error(`The validator answered ${answers.length} of ${writes.length} writes`);
    return answers.map((line) => JSON.parse(line) as readonly string[]);
  });
}
