import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** Keeps what was found out, so that what did not change is not tried again. */
export interface ReportCache {
  /** What was kept under a key; undefined when nothing was, or it is damaged. */
  read(key: string): Promise<string | undefined>;
  write(key: string, text: string): Promise<void>;
}

const sumLength = 64;
/** Of older ones, so many are left. */
const mostKept = 200;

/** @param folder made when it is needed; its files are named by the sums of their keys */
export function reportCache(folder: string): ReportCache {
  const fileOf = (key: string) => join(folder, `${sumOf(key)}.json`);
  return {
    read: async (key) => {
      const whole = await readFile(fileOf(key), "utf8").catch(() => "");
      const text = whole.slice(sumLength);
      return whole !== "" && whole.slice(0, sumLength) === sumOf(text) ? text : undefined;
    },
    write: async (key, text) => {
      await mkdir(folder, { recursive: true });
      // It holds inputs of tests, and is nobody's to commit.
      await writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx" }).catch(() => undefined);
      const kept = (await readdir(folder)).filter((name) => name.endsWith(".json"));
      if (kept.length >= mostKept)
        await Promise.all(kept.map((name) => rm(join(folder, name), { force: true })));
      const draft = `${fileOf(key)}.${process.pid}.tmp`;
      await writeFile(draft, sumOf(text) + text);
      await rename(draft, fileOf(key));
    },
  };
}

function sumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What runs leave in the root of a repository. */
const made = new Set(["dist", "coverage", "test-results"]);

/**
 * A text that is another one when any file of a repository is.
 *
 * @param root its folder; hidden files and what is installed or built are left out
 */
export async function repositoryKey(root: string): Promise<string> {
  const sum = createHash("sha256").update(process.version);
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      if (folder === root && made.has(entry.name)) continue;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) {
        const content = await readFile(path);
        sum.update(`${relative(root, path)}\0${content.length}\0`).update(content);
      }
    }
  };
  await visit(root);
  return sum.digest("hex");
}
