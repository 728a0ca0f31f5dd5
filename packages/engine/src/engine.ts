import type { Json, JsonObject } from "./values/json.ts";

/** One question to a policy. */
export interface Query {
  /** The decision, as decision logs and OPA's REST API write it: `istio/authz/allow`. */
  readonly path: string;
  /** The input document. Absent means that there is none, which Rego tells apart from `null`. */
  readonly input?: Json;
  /**
   * Answers of non-deterministic builtins, in the form of `nd_builtin_cache` in decision logs:
   * builtin name → JSON text of the argument array → result.
   * When present, a non-deterministic call that is not in it makes the outcome `unavailable`.
   */
  readonly recordedBuiltins?: RecordedBuiltins;
  /** The clock of this decision, in nanoseconds since 1970; the time of evaluation when absent. */
  readonly now?: bigint;
}

export type RecordedBuiltins = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** What a policy answered. `undefined` is Rego's undefined: no rule gave the document a value. */
export type Outcome =
  | { readonly kind: "defined"; readonly value: Json }
  | { readonly kind: "undefined" }
  /** Evaluation failed, as with two values for one complete rule. `code` is OPA's, such as `eval_conflict_error`. */
  | { readonly kind: "error"; readonly code: string; readonly message: string }
  /** The answer needs a builtin that this evaluation could not call. */
  | {
      readonly kind: "unavailable";
      readonly builtin: string;
      readonly reason: "notRecorded" | "unsupported";
    };

/**
 * Builtins of an OPA of somebody's own, as its capabilities document declares them. Their calls are answered from the
 * record of a decision, and are `unavailable` without; `opa` calls those that it does have. Even without any, modules of
 * version 1 among those of version 0 may use all features that OPA has.
 */
export type CustomBuiltins = readonly JsonObject[];

/** Rego modules with their data, ready to be built. */
export interface PolicySource {
  /** File name → module text. The name is what errors and locations show. */
  readonly modules: Readonly<Record<string, string>>;
  /** The base documents, `data` without the policies. */
  readonly data?: Json;
  /** The Rego version of the modules; 1 when absent. */
  readonly regoVersion?: 0 | 1;
  /** Builtins that OPA itself does not have; none when absent. */
  readonly customBuiltins?: CustomBuiltins;
}

/**
 * Evaluates one policy. Every engine gives the same outcome for the same query; `opa` is the reference.
 *
 * One exception is OPA's own: its WebAssembly goes through sets and objects in no fixed order, so that arrays and texts
 * which a policy makes of them without sorting differ.
 */
export interface Engine {
  readonly name: "opa" | "opa-wasm" | "javascript";
  /** The decisions that can be asked for, in the order given at creation. */
  readonly entrypoints: readonly string[];
  /** Answers all queries, in their order. Engines that run a process answer many queries far faster than one by one. */
  evaluate(queries: readonly Query[]): Promise<readonly Outcome[]>;
  close(): Promise<void>;
}
