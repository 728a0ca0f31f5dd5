import { type BuiltinContext, type ValueBuiltin, valueBuiltins } from "../builtins/index.ts";
import type { Engine, Outcome, PolicySource, Query } from "../engine.ts";
import type { Instrumentation } from "../evidence/probes.ts";
import type { OpaBinary } from "../opa/binary.ts";
import { nondeterministicBuiltins, outsideBuiltins, schemaArgument } from "../opa/capabilities.ts";
import { pathSegments } from "../opa/decision-path.ts";
import type { RunOptions } from "../opa/run.ts";
import { boundedJsonOf, jsonOf, type Spend } from "../values/convert.ts";
import type { Json } from "../values/json.ts";
import { type Value, valueAt } from "../values/value.ts";
import { type FindRecorded, recordedCalls, recordedValue } from "../wasm/recorded-calls.ts";
import { compiledCode, instrumentedCode } from "./compiled-code.ts";
import { Budget, EvaluationError, type Limits } from "./limits.ts";
import { type PlanCacheOptions, planOf } from "./plan-cache.ts";
import { createRuntime } from "./runtime.ts";

export interface JavaScriptEngineOptions extends RunOptions, Limits, PlanCacheOptions {
  /** Whether a builtin's error ends the evaluation instead of leaving its expression undefined; false when absent. */
  readonly strictBuiltinErrors?: boolean;
}

/**
 * Evaluates with JavaScript made from OPA's plan.
 *
 * @param entrypoints the decisions that will be asked for, such as `istio/authz/allow`
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails
 */
export async function createJavaScriptEngine(
  opa: OpaBinary,
  source: PolicySource,
  entrypoints: readonly string[],
  options: JavaScriptEngineOptions = {},
): Promise<Engine> {
  const plan = await planOf(opa, source, entrypoints, options);
  const evaluate = planEvaluator(plan, source.data ?? {}, options);
  const known = new Set(entrypoints);
  return {
    name: "javascript",
    entrypoints: [...entrypoints],
    evaluate: (queries) =>
      Promise.resolve().then(() =>
        queries.map((query) => (known.has(query.path) ? evaluate(query) : { kind: "undefined" as const })),
      ),
    close: () => Promise.resolve(),
  };
}

/**
 * Makes a function that answers queries from a plan.
 *
 * @param planText `plan.json` of `opa build -t plan`
 * @param data the base documents, which must not be changed afterwards
 * @param evidence puts probes into the plan, and answers them
 */
export function planEvaluator(
  planText: string,
  data: Json,
  options: JavaScriptEngineOptions = {},
  evidence?: Instrumentation,
): (query: Query) => Outcome {
  const budget = new Budget(options);
  const calls = new BuiltinCalls(budget);
  const runtime = createRuntime({
    budget,
    strictBuiltinErrors: options.strictBuiltinErrors ?? false,
    builtin: (name) => calls.find(name),
    context: calls,
    unsupported: (name) => {
      throw new UnavailableBuiltin(name, "unsupported");
    },
  });
  const entrypoints =
    evidence === undefined
      ? compiledCode(planText)(runtime)
      : instrumentedCode(planText, evidence)({ ...runtime, probes: evidence.probes });
  return (query) => {
    const entrypoint = entrypoints.get(query.path);
    if (entrypoint === undefined) return baseDocument(data, query.path);
    budget.start();
    calls.start(query);
    runtime.memo.epoch = ++runtime.memo.last;
    try {
      return outcomeOf(entrypoint(query.input, data), calls.spend);
    } catch (error) {
      return outcomeOfFailure(error);
    }
  };
}

class UnavailableBuiltin extends Error {
  readonly outcome: Outcome;
  constructor(builtin: string, reason: "notRecorded" | "unsupported") {
    super(builtin);
    this.outcome = { kind: "unavailable", builtin, reason };
  }
}

/** The builtins of one query: its clock, its record. */
class BuiltinCalls implements BuiltinContext {
  readonly spend: (steps: number) => void;
  #recorded: FindRecorded | undefined;
  #now: bigint | undefined;
  #cache: Map<string, Value> | undefined;

  constructor(budget: Budget) {
    this.spend = (steps) => budget.spend(steps);
  }

  start(query: Query): void {
    this.#recorded = query.recordedBuiltins === undefined ? undefined : recordedCalls(query.recordedBuiltins);
    this.#now = query.now;
    this.#cache = undefined;
  }

  /** One reading of the clock per query, and none for a query that does not ask. */
  get now(): bigint {
    this.#now ??= BigInt(Date.now()) * 1_000_000n;
    return this.#now;
  }

  get cache(): Map<string, Value> {
    this.#cache ??= new Map();
    return this.#cache;
  }

  find(name: string): ValueBuiltin {
    const own = outsideBuiltins.has(name) ? undefined : valueBuiltins.get(name);
    if (own !== undefined && !nondeterministicBuiltins.has(name)) return own;
    return (args, context) => {
      const recorded = this.#recorded;
      if (recorded !== undefined && nondeterministicBuiltins.has(name)) {
        const result = recorded(name, args.map(jsonOf));
        if (result !== undefined) return recordedValue(name, result);
        if (!schemaArgument.has(name)) throw new UnavailableBuiltin(name, "notRecorded");
      }
      if (own === undefined) throw new UnavailableBuiltin(name, "unsupported");
      return own(args, context);
    };
  }
}

/** A plan gives a set of `{"result": value}`: one, or none for undefined. */
function outcomeOf(results: readonly Value[], spend: Spend): Outcome {
  const value = valueAt(results[0], "result");
  return value === undefined
    ? { kind: "undefined" }
    : { kind: "defined", value: boundedJsonOf(value, spend) };
}

function outcomeOfFailure(error: unknown): Outcome {
  if (error instanceof UnavailableBuiltin) return error.outcome;
  if (error instanceof EvaluationError) return { kind: "error", code: error.code, message: error.message };
  if (error instanceof RangeError) {
    return {
      kind: "error",
      code: "eval_internal_error",
      message: "the input is nested too deeply or too large",
    };
  }
  throw error;
}

/** What base data has at a decision path without a rule. */
function baseDocument(data: Json, path: string): Outcome {
  let value: Value | undefined = data;
  for (const segment of pathSegments(path)) {
    value = Array.isArray(value) ? undefined : valueAt(value, segment);
    if (value === undefined) return { kind: "undefined" };
  }
  return { kind: "defined", value: jsonOf(value) };
}
