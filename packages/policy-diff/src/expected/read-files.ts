import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { DiffFailed, type DiffFailureCode } from "../failure.ts";
import { type ExpectedChanges, parseExpected } from "./expected-changes.ts";
import { parseSavedReport, type SavedReport } from "./saved-report.ts";

export interface ReadExpected {
  /** As it was named. */
  readonly file: string;
  readonly changes: ExpectedChanges;
}

/** @throws DiffFailed `expectedInvalid` when the file is not there, or is no file of expected changes */
export async function readExpected(path: string | undefined, cwd: string): Promise<ReadExpected | undefined> {
  if (path === undefined) return undefined;
  return { file: path, changes: parseExpected(await textOf(path, cwd, "expectedInvalid"), path) };
}

/** @throws DiffFailed `reportInvalid` */
export async function readLast(path: string | undefined, cwd: string): Promise<SavedReport | undefined> {
  return path === undefined ? undefined : parseSavedReport(await textOf(path, cwd, "reportInvalid"), path);
}

async function textOf(path: string, cwd: string, code: DiffFailureCode): Promise<string> {
  try {
    return await readFile(resolve(cwd, path), "utf8");
  } catch {
    throw new DiffFailed(code, `${path} cannot be read`);
  }
}
