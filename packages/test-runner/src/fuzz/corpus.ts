import { createHash } from "node:crypto";
import { lstat, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "@bylaw/engine";
import { parseJson, stringifyJson } from "@bylaw/engine/values";
import type { Question } from "../decision/compiled-decisions.ts";

const mostFiles = 5_000;
const largestFile = 4_000_000;

/** The questions of a folder, and the files of it that could not be read, with the reason. */
export interface ReadCorpus {
  readonly questions: readonly Question[];
  readonly broken: readonly { readonly file: string; readonly reason: string }[];
}

/** Where inputs of a policy are kept, below a policy repo: its corpus, or what was found. */
export function corpusFolder(root: string, policy: string, what: "corpus" | "cases" = "corpus"): string {
  return join(root, ".bylaw", what, policy.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^\.+/, "-"));
}

/**
 * Reads the corpus that an earlier run kept. A file that is broken is named, and the others are still read.
 *
 * @param policy how the policy is called
 */
export async function readCorpus(root: string, policy: string): Promise<ReadCorpus> {
  const folder = corpusFolder(root, policy);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json")).sort();
  const questions: Question[] = [];
  const broken: { file: string; reason: string }[] = [];
  for (const name of names.slice(0, mostFiles)) {
    const file = join(folder, name);
    try {
      questions.push(await readCase(file));
    } catch (error) {
      broken.push({ file, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { questions, broken };
}

/**
 * Reads one question: a file of the corpus, or a find.
 *
 * @throws {Error} when the file is not one
 */
export async function readCase(file: string): Promise<Question> {
  if ((await lstat(file)).size > largestFile) throw new Error("it is larger than 4 MB");
  const value = parseJson(await readFile(file, "utf8"));
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error("it is not an object with input, data and now");
  const members = new Map<string, Json>(Object.entries(value));
  const now = members.get("now");
  if (typeof now !== "string" || !/^\d{1,19}$/.test(now))
    throw new Error("its member now is not a text of nanoseconds since 1970");
  const [input, data] = [members.get("input"), members.get("data")];
  return {
    ...(input === undefined ? {} : { input }),
    ...(data === undefined ? {} : { data }),
    now: BigInt(now),
  };
}

/**
 * Keeps questions, each in a file that is named after its content, so that the same one is kept once.
 *
 * @returns how many files are new
 */
export async function saveCorpus(
  root: string,
  policy: string,
  questions: readonly Question[],
): Promise<number> {
  const folder = corpusFolder(root, policy);
  await mkdir(folder, { recursive: true });
  let saved = 0;
  for (const { input, data, now } of questions) {
    const text = stringifyJson({
      ...(input === undefined ? {} : { input }),
      ...(data === undefined ? {} : { data }),
      now: String(now),
    });
    const name = createHash("sha256").update(text).digest("hex").slice(0, 16);
    const written = await writeFile(join(folder, `${name}.json`), `${text}\n`, { flag: "wx" }).then(
      () => true,
      () => false,
    );
    if (written) saved++;
  }
  return saved;
}
