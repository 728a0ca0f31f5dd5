import type { Outcome, PolicySource } from "../engine.ts";
import type { OpaBinary } from "./binary.ts";
import type { RegoError } from "./rego-error.ts";
import type { RememberOptions } from "./remembered-text.ts";
import type { ReplayModule } from "./replay-module.ts";
import type { RunOptions } from "./run.ts";

export interface OpaEngineOptions extends RunOptions, RememberOptions {
  /** A builtin that fails ends the evaluation, instead of being undefined. */
  readonly strictBuiltinErrors?: boolean;
  /** The most queries that go to one process; 2 000 when absent. */
  readonly maxBatchQueries?: number;
  /** The most text that goes to one process, in characters, but for one query alone; 16 Mi when absent. */
  readonly maxBatchSize?: number;
  /** For one decision that is evaluated alone, in milliseconds; 10 000 when absent. */
  readonly decisionTimeoutMs?: number;
}

/** All that does not change between two evaluations of one engine. */
export interface Session {
  readonly opa: OpaBinary;
  readonly source: PolicySource;
  /** JSON text of the base documents. */
  readonly data: string;
  readonly options: OpaEngineOptions;
  readonly replay: ReplayModule;
  /** Text of the capabilities that evaluation runs with. */
  readonly capabilities: string;
}

/** Name of the replay module's file. */
export const replayFile = "bylaw-replay.rego";

/** What an error of OPA means for the case that it happened in. */
export function outcomeOfError(error: RegoError, replay: ReplayModule): Outcome {
  const call =
    error.file?.replace(/^\//, "") === replayFile ? replay.unavailableAt(error.row ?? 0) : undefined;
  return call === undefined
    ? { kind: "error", code: error.code, message: error.message }
    : { kind: "unavailable", ...call };
}

/** For an input, or an answer, that cannot be written or read. OPA itself refuses JSON of more than 10 000 levels. */
export const tooDeep: Outcome = {
  kind: "error",
  code: "eval_internal_error",
  message: "the input or the answer is nested too deeply, or too large",
};
