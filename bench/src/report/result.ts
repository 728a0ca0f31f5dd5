import type { Benchmark } from "../benchmark.ts";
import type { EngineName } from "../engines/engine.ts";
import type { Summary } from "./statistics.ts";

/** What one engine did on one policy. */
export interface EngineResult {
  readonly engine: EngineName;
  /** Decisions in a second of processor time; undefined when the engine cannot run the policy. */
  readonly perSecond?: Summary;
  /** How many times as fast as these, by round. */
  readonly ratios: Readonly<Partial<Record<EngineName, Summary>>>;
  /** Of its process; undefined where the system does not say. */
  readonly peakBytes?: number;
  /** Why there are no figures. */
  readonly note?: string;
}

export interface ColdResult {
  readonly engine: "javascript" | "opa-wasm";
  readonly importMs: Summary;
  readonly compileMs: Summary;
  readonly firstMs: Summary;
  /** The three together. */
  readonly totalMs: Summary;
  /** Processor time of the three, in all threads. */
  readonly processorMs: Summary;
}

export interface BenchmarkResult extends Pick<Benchmark, "name" | "group" | "about" | "decision"> {
  readonly inputs: number;
  readonly engines: readonly EngineResult[];
  readonly cold: readonly ColdResult[];
}

/** A whole run; what `--json` writes. */
export interface Run {
  readonly version: 1;
  readonly at: string;
  /** Undefined outside of a git checkout. */
  readonly commit: string | undefined;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly platform: string;
    readonly node: string;
    readonly opa: string;
  };
  readonly rounds: number;
  readonly secondsPerRound: number;
  readonly benchmarks: readonly BenchmarkResult[];
}
