import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type InlineConfig, startVitest, type TestModule, type Vitest } from "vitest/node";
import { bylaw, type PolicyCoverageOptions } from "../../src/vitest/index.ts";

const packages = fileURLToPath(new URL("../../../", import.meta.url));
const conditions = ["@bylaw/source", "module", "node", "development|production", "import"];

export interface StartOptions {
  readonly watch: boolean;
  readonly coverage?: PolicyCoverageOptions;
  /** What the repo's own configuration says of tests. */
  readonly test?: InlineConfig;
}

/** A policy repo in a folder of its own, with this workspace's packages as its dependencies. */
export interface PolicyRepo {
  readonly root: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Starts vitest there, with the plugin as the only thing in its configuration that is ours. */
  start(options: StartOptions): Promise<Vitest>;
  remove(): Promise<void>;
}

export async function createPolicyRepo(files: Readonly<Record<string, string>>): Promise<PolicyRepo> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "bylaw-policy-repo-")));
  const repo: PolicyRepo = {
    root,
    write: async (texts) => {
      for (const [name, text] of Object.entries(texts)) {
        await mkdir(dirname(join(root, name)), { recursive: true });
        await writeFile(join(root, name), text);
      }
    },
    start: async ({ watch, coverage, test = {} }) => {
      const quiet = new Writable({ write: (_chunk, _encoding, done) => done() });
      return startVitest(
        "test",
        [],
        {
          root,
          watch,
          config: false,
          reporters: [{}],
          include: ["test/*.test.ts"],
          maxWorkers: 1,
        },
        {
          test,
          plugins: [bylaw(coverage === undefined ? {} : { coverage })],
          resolve: { conditions },
          ssr: { resolve: { conditions, externalConditions: ["@bylaw/source", "node", "import"] } },
        },
        { stdout: quiet, stderr: quiet },
      );
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
  await mkdir(join(root, "node_modules", "@bylaw"), { recursive: true });
  for (const name of ["dsl", "compiler", "engine", "search", "test-runner"])
    await symlink(join(packages, name), join(root, "node_modules", "@bylaw", name));
  for (const name of ["vitest", "fast-check"])
    await symlink(join(packages, "test-runner/node_modules", name), join(root, "node_modules", name));
  await repo.write({ "package.json": '{ "name": "policy-repo", "type": "module" }', ...files });
  return repo;
}

/** What became of a test file. */
export interface FileResult {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  /** The messages of all errors, of the file itself and of its tests. */
  readonly messages: string;
}

/** The results of the last run, by file name. */
export function resultsOf(vitest: Vitest): ReadonlyMap<string, FileResult> {
  return new Map(
    vitest.state
      .getTestModules()
      .map((module) => [module.moduleId.split("/").at(-1) ?? "", resultOf(module)]),
  );
}

function resultOf(module: TestModule): FileResult {
  const tests = [...module.children.allTests()];
  const errors = [...module.errors(), ...tests.flatMap((test) => test.result().errors ?? [])];
  return {
    passed: tests.filter((test) => test.result().state === "passed").map((test) => test.name),
    failed: tests.filter((test) => test.result().state === "failed").map((test) => test.name),
    messages: errors.map((error) => error.message).join("\n"),
  };
}
