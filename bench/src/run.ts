import { execFile } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { promisify } from "node:util";
import type { OpaBinary } from "@bylaw/engine";
import type { Benchmark } from "./benchmark.ts";
import { type Effort, runBenchmark } from "./measure/run-benchmark.ts";
import type { BenchmarkResult, Run } from "./report/result.ts";

/**
 * Measures benchmarks one after the other.
 *
 * @param onProgress called with the name of each benchmark as it begins
 * @throws Error when engines disagree
 */
export async function run(
  benchmarks: readonly Benchmark[],
  opa: OpaBinary,
  effort: Effort,
  onProgress: (name: string) => void,
): Promise<Run> {
  const results: BenchmarkResult[] = [];
  for (const benchmark of benchmarks) {
    onProgress(benchmark.name);
    results.push(await runBenchmark(benchmark, opa, effort));
  }
  return {
    version: 1,
    at: new Date().toISOString(),
    commit: await commit(),
    machine: {
      processor: cpus()[0]?.model.trim() ?? "unknown",
      cores: cpus().length,
      memoryBytes: totalmem(),
      platform: `${process.platform} ${process.arch}`,
      node: process.versions.node,
      opa: opa.version,
    },
    ...effort,
    benchmarks: results,
  };
}

/** The commit that is checked out, with a plus if files differ from it. */
async function commit(): Promise<string | undefined> {
  try {
    const git = async (...args: string[]) =>
      (await promisify(execFile)("git", args, { cwd: import.meta.dirname })).stdout;
    const changed = (await git("status", "--porcelain", "--untracked-files=no")).trim() !== "";
    return (await git("rev-parse", "--short", "HEAD")).trim() + (changed ? "+" : "");
  } catch {
    return undefined;
  }
}
