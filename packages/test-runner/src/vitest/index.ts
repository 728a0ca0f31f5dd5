import type { Plugin } from "vitest/config";
import "../matchers/declarations.ts";
import { recordingVariable } from "../recording/variable.ts";
import { attachInModule, type ParsedModule } from "./attach.ts";
import { coverageRun, type PolicyCoverageOptions } from "./coverage.ts";
import { linkedPackages } from "./linked-packages.ts";
import { type PolicyCompiler, policyCompiler } from "./policy-compiler.ts";
import { workersAhead } from "./worker-ahead.ts";

export type { PolicyCoverageOptions } from "./coverage.ts";

export interface BylawOptions {
  /** Tells which rules and conditions of the policies the tests showed, as lcov too. */
  readonly coverage?: PolicyCoverageOptions;
  /** The clock of decisions whose test names none, such as `2026-11-24T10:00:00Z`; the system's when absent. */
  readonly now?: string;
}

const policyImport = /from\s*["']@bylaw\/dsl\/[^"']+["']/;
const defaultExport = /\bexport\s+default\b|\bas\s+default\b/;

/**
 * Tests run for seconds: code that V8 optimises early is dearer then than what it saves. Threads take no such flag, and
 * a Node.js that does not know it starts no worker at all: it was tried with 20 alone.
 */
const laterOptimised = process.version.startsWith("v20.") ? ["--interrupt-budget=400000"] : [];

/** Compiling loads TypeScript, and a first run may have to build OPA's WebAssembly. */
const testTimeout = 60_000;

/**
 * The plugin for a policy repo's `vitest.config.ts`: `plugins: [bylaw()]`.
 *
 * Each policy that a test imports is compiled and gets its Rego, so that matchers and properties run what production
 * runs. A policy that does not compile fails the test files that import it, with the compiler's diagnostics; the
 * others still run. With `coverage`, what the tests show of the policies is told when they are done. The matchers
 * `toAllow`, `toDeny` and `toViolate` are registered.
 *
 * @throws {Error} when `now` is no time
 */
export function bylaw({ coverage, now }: BylawOptions = {}): Plugin {
  if (now !== undefined && Number.isNaN(Date.parse(now)))
    throw new Error(`${JSON.stringify(now)} is no time: write one such as 2026-11-24T10:00:00Z`);
  const covering = coverage === undefined ? undefined : coverageRun(coverage);
  let compiler: PolicyCompiler | undefined;
  const policies = new Set<string>();
  return {
    name: "bylaw",
    // After TypeScript's types are gone, so that the module can be parsed.
    enforce: "post",
    config: ({ test }) => ({
      test: {
        setupFiles: ["@bylaw/test-runner/setup"],
        // What a plugin says would stand above what the user does.
        testTimeout: test?.testTimeout ?? testTimeout,
        // Loading engines takes longer than most tests, so that files share it; policies keep nothing between decisions.
        isolate: test?.isolate ?? false,
        // Much of a test is waiting for opa, so that no core need be kept free.
        maxWorkers: test?.maxWorkers ?? "100%",
        execArgv: test?.execArgv ?? ((test?.pool ?? "forks") === "forks" ? laterOptimised : []),
        server: { deps: { external: [...linkedPackages(import.meta)] } },
        env: {
          ...(covering === undefined ? {} : { [recordingVariable]: covering.folder }),
          ...(now === undefined ? {} : { BYLAW_NOW: now }),
        },
      },
    }),
    configResolved: ({ cacheDir }) => {
      compiler = policyCompiler(cacheDir);
    },
    configureVitest: ({ vitest, project }) => {
      if (vitest.config.watch && project.config.pool === "forks") {
        const workers = workersAhead();
        project.config.pool = workers.pool.name;
        project.config.poolRunner = workers.pool;
        vitest.onClose(() => workers.close());
      }
      if (covering === undefined) return;
      vitest.onClose(async () => {
        const { text, reached } = await covering.finish(vitest.config.root);
        vitest.logger.log(text);
        if (!reached) process.exitCode = 1;
      });
    },
    configureServer: (server) => {
      // The Rego holds what a policy imports, so a change of any module may make it another; vite would only load
      // the changed module again.
      server.watcher.on("change", (changed) => {
        for (const { moduleGraph } of Object.values(server.environments))
          for (const file of policies)
            for (const module of moduleGraph.getModulesByFile(file) ?? [])
              moduleGraph.invalidateModule(module);
        // Vitest waits for more changes before it runs anything again.
        compiler?.ahead(changed);
      });
    },
    async transform(code, id) {
      const file = id.split("?")[0] ?? id;
      if (!file.endsWith(".ts") || file.includes("/node_modules/")) return undefined;
      if (!policyImport.test(code) || !defaultExport.test(code)) return undefined;
      policies.add(file);
      const policy = await compiler?.compiled(file);
      if (policy === undefined) return undefined;
      return attachInModule(code, this.parse(code) as ParsedModule, policy, file);
    },
  };
}
