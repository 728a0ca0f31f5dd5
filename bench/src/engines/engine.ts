import type { OpaBinary, Outcome, Query } from "@bylaw/engine";
import type { Benchmark } from "../benchmark.ts";

/** The engines side by side, in the order of rows. `opa-wasm SDK` is OPA's own package for JavaScript. */
export const engineNames = ["javascript", "opa-wasm", "opa-wasm SDK", "opa"] as const;

export type EngineName = (typeof engineNames)[number];

/** An engine that runs in the worker that measures it. */
export type InProcessName = Exclude<EngineName, "opa">;

export interface InProcessEngine {
  evaluate(queries: readonly Query[]): Promise<readonly Outcome[]>;
}

/** Makes an engine for a benchmark. */
export type CreateInProcess = (benchmark: Benchmark, opa: OpaBinary) => Promise<InProcessEngine>;
