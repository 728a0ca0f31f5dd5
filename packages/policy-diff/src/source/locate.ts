import { stat } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { DiffFailed } from "../failure.ts";

/** A file of recorded decisions, or standard input. */
export interface LogFile {
  /** The name shown in reports: relative to the working directory where that is shorter. */
  readonly name: string;
  /** Absolute; null for standard input. */
  readonly file: string | null;
  /** As stored; null for standard input. */
  readonly bytes: number | null;
  /** The bytes to read, whole lines; all of the file when absent. */
  readonly range?: { readonly start: number; readonly end: number };
}

/** In folders, only these are taken for logs. A file that is named is always read. */
const logNames = "**/*.{ndjson,jsonl,json,log,txt,gz}";

/**
 * Finds the files that hold recorded decisions.
 *
 * @param patterns files, folders, globs, or `-` for standard input
 * @param cwd what relative patterns start from
 * @returns each file once, in the order of the patterns, by name within a folder or glob
 * @throws DiffFailed `decisionsNotFound` when a pattern matches no file
 */
export async function locateLogs(patterns: readonly string[], cwd: string): Promise<readonly LogFile[]> {
  const found = new Map<string, LogFile>();
  for (const pattern of patterns) {
    if (pattern === "-") {
      found.set("-", { name: "(standard input)", file: null, bytes: null });
      continue;
    }
    const files = await matching(pattern, cwd);
    if (files.length === 0) {
      throw new DiffFailed("decisionsNotFound", `no recorded decisions: ${pattern} matches no file`);
    }
    for (const file of files) {
      if (found.has(file)) continue;
      found.set(file, { name: shownName(file, cwd), file, bytes: (await stat(file)).size });
    }
  }
  return [...found.values()];
}

async function matching(pattern: string, cwd: string): Promise<readonly string[]> {
  const path = resolve(cwd, pattern);
  const status = await stat(path).catch(() => undefined);
  if (status?.isFile()) return [path];
  if (status?.isDirectory()) return sorted(await glob(logNames, { cwd: path, absolute: true, dot: false }));
  if (!isDynamicPattern(pattern)) return [];
  return sorted(await glob(pattern, { cwd, absolute: true, dot: false, expandDirectories: false }));
}

/** By code unit, so that the order is the same on every machine. */
function sorted(files: readonly string[]): readonly string[] {
  return [...files].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function shownName(file: string, cwd: string): string {
  const inside = relative(cwd, file);
  return inside.startsWith("..") || isAbsolute(inside) ? file : inside.replaceAll("\\", "/");
}
