import { watch } from "node:fs";
import { dirname, extname, resolve } from "node:path";

/** A run of changes, as an editor or a checkout makes them, is one. */
const quietMs = 150;

const extensions = new Set([".ts", ".rego"]);

/**
 * Calls back after policies at a path changed, never while an earlier call goes on.
 *
 * @param path a file, whose folder is watched for what it imports, or a folder
 */
export function watchPolicy(cwd: string, path: string, changed: () => Promise<void>): { close(): void } {
  const absolute = resolve(cwd, path);
  const folder = extensions.has(extname(absolute)) ? dirname(absolute) : absolute;
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  const watcher = watch(folder, { recursive: true }, (_event, file) => {
    if (file !== null && !extensions.has(extname(file))) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = last.then(changed);
    }, quietMs);
  });
  return {
    close: () => {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
