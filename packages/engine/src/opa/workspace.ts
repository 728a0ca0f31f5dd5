import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A private folder with Rego modules under neutral names, so that no given name can reach outside of it. */
export interface Workspace {
  readonly folder: string;
  /** Names of the module files, relative to the folder. */
  readonly moduleFiles: readonly string[];
  /** Writes a further file and returns its name, relative to the folder. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** Puts the given names of modules back into a text of OPA's. */
  originalNames(text: string): string;
}

/**
 * Calls `use` with a private folder that holds the modules, and removes the folder afterwards.
 *
 * @param modules file name → module text; names are only shown, never used as paths
 */
export async function withWorkspace<T>(
  modules: Readonly<Record<string, string>>,
  use: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), `bylaw-run-${process.pid}-`));
  try {
    const names = Object.keys(modules);
    const write = async (name: string, content: string | Uint8Array) => {
      await writeFile(join(folder, name), content, { mode: 0o600 });
      return name;
    };
    const moduleFiles: string[] = [];
    for (const [index, name] of names.entries()) {
      moduleFiles.push(await write(`bylaw-module-${index}.rego`, modules[name] ?? ""));
    }
    const originalNames = (text: string) =>
      text.replace(/\/?bylaw-module-(\d+)\.rego/g, (found, index: string) => names[Number(index)] ?? found);
    return await use({ folder, moduleFiles, write, originalNames });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
