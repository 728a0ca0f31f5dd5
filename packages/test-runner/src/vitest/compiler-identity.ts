import { readdirSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const known = new Map<string, string>();

/**
 * What tells the compiler of a policy from others, with the TypeScript that it uses and the types of the policy's DSL:
 * where their files are, how large they are and when they were written.
 *
 * @param file the policy's module, absolute
 * @returns undefined when it cannot be told, as where sources are run
 */
export function compilerIdentity(file: string): string | undefined {
  if (import.meta.url.endsWith(".ts")) return undefined;
  try {
    const compiler = realpathSync(fileURLToPath(import.meta.resolve("@bylaw/compiler")));
    // Such as `dist/schema/index.js`.
    const types = realpathSync(createRequire(file).resolve("@bylaw/dsl/schema"));
    const identity = known.get(types) ?? describedAll(compiler, dirname(dirname(types)));
    known.set(types, identity);
    return identity;
  } catch {
    return undefined;
  }
}

function describedAll(compiler: string, types: string): string {
  const files = [...filesBelow(dirname(compiler)), ...filesBelow(types)];
  return [...files, createRequire(compiler).resolve("ts-morph")].map(described).join("\n");
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:js|d\.ts)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function described(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${file} ${size} ${mtimeMs}`;
}
