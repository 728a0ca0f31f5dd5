import { UnavailableCall } from "../calls/answer-call.ts";
import type { Engine, Outcome, PolicySource, Query } from "../engine.ts";
import { EvaluationError, type Limits } from "../javascript/limits.ts";
import { baseDocument } from "../opa/base-document.ts";
import type { OpaBinary } from "../opa/binary.ts";
import { buildWasm } from "../opa/build.ts";
import type { Environment } from "../opa/cache.ts";
import { entrypointAt } from "../opa/decision-path.ts";
import { cachedPolicy, keepPolicy, policyKey } from "../opa/policy-cache.ts";
import type { RunOptions } from "../opa/run.ts";
import { tooDeep } from "../opa/session.ts";
import { jsonOf } from "../values/convert.ts";
import { stringifyJson } from "../values/index.ts";
import type { Json } from "../values/json.ts";
import { valueAt } from "../values/value.ts";
import { type HostCalls, hostCalls } from "./host-calls.ts";
import { instantiatePolicy, PolicyAbort, type PolicyInstance } from "./instance.ts";
import { jsonOfValueText, ValueTextError } from "./value-text.ts";
import { type WasmModule, webAssembly } from "./web-assembly.ts";

export interface WasmEngineOptions extends RunOptions, Limits {
  /** `process.env` when absent; says where the cache is. */
  readonly environment?: Environment;
  /** Whether compiled policies are kept; true when absent. */
  readonly cache?: boolean;
  /**
   * Memory, in bytes, beside that of the data documents, after which an instance is replaced, as it never shrinks;
   * 64 MiB when absent.
   */
  readonly maxMemoryBytes?: number;
}

const defaultMaxMemoryBytes = 64 * 1024 * 1024;

/**
 * Evaluates with OPA's WebAssembly. Limits hold for builtins of the host; what the WebAssembly itself does cannot be
 * interrupted: hostile policies belong in a worker.
 *
 * @param entrypoints the decisions that will be asked for, such as `istio/authz/allow`
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails
 */
export async function createWasmEngine(
  opa: OpaBinary,
  source: PolicySource,
  entrypoints: readonly string[],
  options: WasmEngineOptions = {},
): Promise<Engine> {
  const module = await compiledPolicy(opa, source, entrypoints, options);
  const runner = module === undefined ? undefined : new PolicyRunner(module, source, options);
  const data = source.data ?? {};
  return {
    name: "opa-wasm",
    entrypoints: [...entrypoints],
    evaluate: (queries) =>
      Promise.resolve().then(() =>
        queries.map((query) => {
          if (!entrypoints.includes(query.path)) return { kind: "undefined" as const };
          return runner?.evaluate(query) ?? baseDocument(data, query.path);
        }),
      ),
    close: () => Promise.resolve(),
  };
}

/** Undefined when no entry point has a rule. */
async function compiledPolicy(
  opa: OpaBinary,
  source: PolicySource,
  entrypoints: readonly string[],
  options: WasmEngineOptions,
): Promise<WasmModule | undefined> {
  const platform = webAssembly();
  const environment = options.environment ?? process.env;
  const key = policyKey(opa, source, entrypoints);
  const cached = options.cache === false ? undefined : await cachedPolicy(key, environment);
  try {
    if (cached !== undefined) return new platform.Module(cached);
  } catch {
    // A damaged file is replaced below.
  }
  const { artefact } = await buildWasm(opa, source, { ...options, entrypoints });
  if (artefact === undefined) return undefined;
  if (options.cache !== false) await keepPolicy(key, artefact, environment);
  return new platform.Module(artefact);
}

/** A compiled policy with the instance that is in use. */
class PolicyRunner {
  readonly #module: WasmModule;
  readonly #data: Uint8Array;
  readonly #maxMemoryBytes: number;
  readonly #limits: Limits;
  #running: Running | undefined;

  constructor(module: WasmModule, source: PolicySource, options: WasmEngineOptions) {
    this.#module = module;
    this.#data = documentBytes(source.data ?? {});
    this.#limits = options;
    this.#maxMemoryBytes = options.maxMemoryBytes ?? defaultMaxMemoryBytes;
  }

  /** Undefined when the policy has no such entry point. */
  evaluate(query: Query): Outcome | undefined {
    const { instance, calls, initialBytes } = this.#start();
    const entrypoint = entrypointAt(instance.entrypoints, query.path);
    if (entrypoint === undefined) return undefined;
    calls.begin(query);
    try {
      const input = query.input === undefined ? undefined : documentBytes(query.input);
      return outcomeOfResults(jsonOfValueText(instance.evaluate(entrypoint, input)));
    } catch (error) {
      // Its memory is in an unknown state.
      this.#running = undefined;
      return outcomeOfFailure(error);
    } finally {
      if (instance.memoryBytes() - initialBytes > this.#maxMemoryBytes) this.#running = undefined;
    }
  }

  #start(): Running {
    if (this.#running === undefined) {
      const calls = hostCalls(this.#limits);
      const instance = instantiatePolicy(this.#module, this.#data, calls.call);
      this.#running = { instance, calls, initialBytes: instance.memoryBytes() };
    }
    return this.#running;
  }
}

interface Running {
  readonly instance: PolicyInstance;
  readonly calls: HostCalls;
  /** Memory with the data loaded. */
  readonly initialBytes: number;
}

/** OPA gives a set of `{"result": value}`: one, or none for undefined. */
function outcomeOfResults(results: Json): Outcome {
  if (!Array.isArray(results)) throw new Error("the policy gave no result set");
  const [first]: readonly Json[] = results;
  if (first === undefined) return { kind: "undefined" };
  const value = valueAt(first, "result");
  if (value === undefined) throw new Error("the policy gave a result without a value");
  return { kind: "defined", value: jsonOf(value) };
}

function outcomeOfFailure(error: unknown): Outcome {
  if (error instanceof UnavailableCall) return error.outcome;
  if (error instanceof PolicyAbort) {
    const code = error.message.includes("conflict") ? "eval_conflict_error" : "eval_internal_error";
    return { kind: "error", code, message: error.message };
  }
  if (error instanceof EvaluationError) return { kind: "error", code: error.code, message: error.message };
  // A number, for one, that is beyond a double.
  if (error instanceof ValueTextError)
    return { kind: "error", code: "eval_internal_error", message: error.message };
  if (error instanceof RangeError) return tooDeep;
  // OPA's own WebAssembly breaks down now and then, as where it reads outside of its memory.
  if (error instanceof Error && error.name === "RuntimeError")
    return { kind: "error", code: "eval_internal_error", message: `WebAssembly: ${error.message}` };
  throw error;
}

/**
 * A document as OPA's WebAssembly takes it. Its parser refuses half of a pair of surrogates, which is U+FFFD to OPA itself;
 * written JSON has such halves as escapes, and no others.
 */
function documentBytes(document: Json): Uint8Array<ArrayBuffer> {
  const text = stringifyJson(document).replace(/\\(?:\\|ud[89a-f][0-9a-f]{2})/g, (written) =>
    written === "\\\\" ? written : "\ufffd",
  );
  return new TextEncoder().encode(text);
}
