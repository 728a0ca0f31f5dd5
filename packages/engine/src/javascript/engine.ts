import type { BuiltinContext, ValueBuiltin } from "../builtins/index.ts";
import { answerCall, callableBuiltin, UnavailableCall } from "../calls/answer-call.ts";
import { type FindRecorded, recordedCalls } from "../calls/recorded-calls.ts";
import type { Engine, Outcome, PolicySource, Query } from "../engine.ts";
import type { Instrumentation } from "../evidence/probes.ts";
import { baseDocument } from "../opa/base-document.ts";
import type { OpaBinary } from "../opa/binary.ts";
import { nondeterministicBuiltins } from "../opa/capabilities.ts";
import { entrypointAt } from "../opa/decision-path.ts";
import type { RunOptions } from "../opa/run.ts";
import { tooDeep } from "../opa/session.ts";
import type { Plan } from "../plan/plan.ts";
import { boundedJsonOf, type Spend } from "../values/convert.ts";
import type { Json } from "../values/json.ts";
import { type Value, valueAt } from "../values/value.ts";
import { type Code, compiledPlan, type Entrypoints, instrumentedCode } from "./compiled-code.ts";
import { Interpreter, TooLong } from "./interpreter.ts";
import { Budget, EvaluationError, type Limits } from "./limits.ts";
import { type PlanCacheOptions, planOf } from "./plan-cache.ts";
import { createRuntime } from "./runtime.ts";

export interface JavaScriptEngineOptions extends RunOptions, Limits, PlanCacheOptions {
  /** Whether a builtin's error ends the evaluation instead of leaving its expression undefined; false when absent. */
  readonly strictBuiltinErrors?: boolean;
  /**
   * How many statements of the plan are interpreted, in all decisions together, before it is compiled; when absent so
   * many that they take less time than to compile it. 0 compiles it at once.
   */
  readonly interpretedSteps?: number;
}

// A statement has some 150 characters, and takes fifty times as long to compile as to be interpreted once.
const charactersPerStep = 8;

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
      throw new UnavailableCall(name, "unsupported");
    },
  });
  const code = codeOf(planText, evidence);
  let entrypoints: Entrypoints | undefined;
  const compiledEntrypoints = () => {
    entrypoints ??= code.make({ ...runtime, ...(evidence && { probes: evidence.probes }) });
    return entrypoints;
  };
  const steps = options.interpretedSteps ?? code.worthIt;
  let interpreter =
    code.plan === undefined || steps === 0 ? undefined : new Interpreter(code.plan, runtime, steps);
  /** Undefined where compiled code has to decide. */
  const interpreted = (query: Query): Outcome | undefined => {
    const entrypoint = interpreter && entrypointAt(interpreter.entrypoints, query.path);
    if (entrypoint === undefined) return undefined;
    // What is decided again must not have been long.
    budget.start(steps);
    try {
      return outcomeOf(entrypoint(query.input, data), calls.spend);
    } catch (error) {
      // Compiled code leaves out bodies that fail, and so says which errors there are.
      if (error instanceof TooLong || isCancelled(error)) interpreter = undefined;
      return undefined;
    }
  };
  const compiled = (query: Query): Outcome => {
    const entrypoint = entrypointAt(compiledEntrypoints(), query.path);
    if (entrypoint === undefined) return baseDocument(data, query.path);
    try {
      return outcomeOf((entrypoint.made ?? entrypoint.make())(query.input, data), calls.spend);
    } catch (error) {
      return outcomeOfFailure(error);
    }
  };
  return (query) => {
    calls.start(query);
    runtime.memo.epoch = ++runtime.memo.last;
    const outcome = interpreter && interpreted(query);
    if (outcome !== undefined) return outcome;
    budget.start();
    runtime.memo.epoch = ++runtime.memo.last;
    return compiled(query);
  };
}

function isCancelled(error: unknown): boolean {
  return error instanceof EvaluationError && error.code === "eval_cancel_error";
}

/** What makes the functions of a plan; the plan where it may be interpreted, and how many steps of that are worth it. */
function codeOf(
  planText: string,
  evidence: Instrumentation | undefined,
): { readonly make: Code; readonly plan?: Plan; readonly worthIt: number } {
  if (evidence !== undefined) return { make: instrumentedCode(planText, evidence), worthIt: 0 };
  const { plan, code, hasCode } = compiledPlan(planText);
  return {
    plan,
    make: (runtime) => code()(runtime),
    // Where there is code already, nothing is slower.
    worthIt: hasCode() ? 0 : planText.length / charactersPerStep,
  };
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
    this.#recorded = recordedCalls(query.recordedBuiltins);
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
    const own = nondeterministicBuiltins.has(name) ? undefined : callableBuiltin(name);
    return own ?? ((args, context) => answerCall(name, args, this.#recorded, context));
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
  if (error instanceof UnavailableCall) return error.outcome;
  if (error instanceof EvaluationError) return { kind: "error", code: error.code, message: error.message };
  if (error instanceof RangeError) return tooDeep;
  throw error;
}
