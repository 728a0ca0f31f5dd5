import { readFile, stat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { glob } from "tinyglobby";
import { DiffFailed } from "../failure.ts";
import type { CoveredRules } from "./coverage/covered-rules.ts";
import { coverageFormats } from "./coverage/index.ts";

/** What `tests` names: modules in Rego to run, and coverage that a test run wrote before. */
export interface NamedTests {
  /** Name → text. */
  readonly modules: Readonly<Record<string, string>>;
  readonly coverage: readonly CoveredRules[];
}

const maxBytes = 64 * 1024 * 1024;
const maxFiles = 10_000;

/**
 * Reads tests that are not beside the policy. Folders and `.rego` files are tests in Rego; all else is coverage.
 *
 * @throws DiffFailed `testsInvalid`
 */
export async function readNamedTests(paths: readonly string[], cwd: string): Promise<NamedTests> {
  const modules = new Map<string, string>();
  const coverage: CoveredRules[] = [];
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const status = await stat(absolute).catch(() => undefined);
    if (status === undefined) throw new DiffFailed("testsInvalid", `no tests: ${path} does not exist`);
    if (!status.isDirectory() && !path.endsWith(".rego")) {
      coverage.push(readCoverage(await textOf(absolute, path), path));
      continue;
    }
    const found = status.isDirectory()
      ? await glob("**/*.rego", { cwd: absolute, absolute: true, dot: false, ignore: ["**/node_modules/**"] })
      : [absolute];
    if (found.length === 0) throw new DiffFailed("testsInvalid", `no tests: ${path} holds no Rego`);
    if (found.length > maxFiles)
      throw new DiffFailed("testsInvalid", `${path} holds more than ${maxFiles} modules: name its tests`);
    for (const file of found.sort())
      modules.set(relative(cwd, file).split(sep).join("/"), await textOf(file, path));
  }
  return { modules: Object.fromEntries(modules), coverage };
}

async function textOf(file: string, shown: string): Promise<string> {
  if ((await stat(file)).size > maxBytes)
    throw new DiffFailed("testsInvalid", `${shown} is longer than ${maxBytes} bytes`);
  return readFile(file, "utf8");
}

function readCoverage(text: string, shown: string): CoveredRules {
  for (const read of coverageFormats) {
    const covered = read(text);
    if (covered !== undefined) return covered;
  }
  throw new DiffFailed(
    "testsInvalid",
    `${shown} is neither Rego nor coverage: give lcov, or what bylaw test --coverage=json writes`,
  );
}
