import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const docs = dirname(fileURLToPath(import.meta.url));
const root = dirname(docs);

/** Where snippets are laid out as the files that they show; ignored by git. */
export const snippetFolder = join(docs, ".snippets");

/** One fenced block of TypeScript in a page. */
export interface Snippet {
  /** The page, relative to the repository. */
  readonly page: string;
  /** Line of the page at which the code begins, from 1. */
  readonly line: number;
  readonly code: string;
  /** The file that it was laid out as. */
  readonly file: string;
}

const fence = /^```(\S*)([^\n]*)\n([\s\S]*?)^```/gm;
const fileComment = /^\/\/ (\S+\.ts)\n/;

/**
 * Lays the TypeScript of every page out as files, so that it can be checked. A block's first line may name its file
 * (`// policies/authz.ts`); blocks of one page may then import each other. Blocks marked `ts fragment` show a part
 * of a file and are left out.
 */
export async function layOutSnippets(): Promise<readonly Snippet[]> {
  await rm(snippetFolder, { recursive: true, force: true });
  const snippets: Snippet[] = [];
  for (const page of [join(root, "README.md"), join(root, "CONTRIBUTING.md"), ...(await pagesBelow(docs))]) {
    const text = await readFile(page, "utf8");
    const folder = join(snippetFolder, relative(root, page).replaceAll(/[^\w]+/g, "-"));
    for (const [index, match] of [...text.matchAll(fence)].entries()) {
      const [, language, remark = "", code = ""] = match;
      if (language !== "ts" || remark.includes("fragment")) continue;
      const file = join(folder, fileComment.exec(code)?.[1] ?? `snippet-${index}.ts`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, code);
      const line = text.slice(0, match.index).split("\n").length + 1;
      snippets.push({ page: relative(root, page), line, code, file });
    }
  }
  return snippets;
}

async function pagesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const pages = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    // Diagnostics show code that must not compile; the compiler's own tests go through those pages.
    if (entry.isDirectory())
      return ["diagnostics", "node_modules"].includes(entry.name) ? [] : pagesBelow(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
  return (await Promise.all(pages)).flat().sort();
}
