import type { Outcome, Query } from "../engine.ts";
import { baseDocument } from "../opa/base-document.ts";
import { entrypointAt } from "../opa/decision-path.ts";
import type { Plan } from "../plan/plan.ts";
import { jsonOf } from "../values/convert.ts";
import type { Json } from "../values/json.ts";
import { parseJson } from "../values/json-text.ts";
import { equalValues } from "../values/order.ts";
import { BuiltinCalls, type CallSettings } from "./builtin-calls.ts";
import { termAt } from "./compare.ts";
import { Failure, PlanMistake } from "./failure.ts";
import { Interpreter } from "./interpreter.ts";
import { KnownCalls } from "./known-calls.ts";
import { Names } from "./names.ts";
import { type Code, type Program, programOf } from "./program.ts";
import { Run } from "./run.ts";
import { type MaybeAbsent, type Origins, originsOf, type Slot, type UnknownSource } from "./term.ts";
import { Covered, NotFollowed, Trail } from "./trail.ts";
import { type UnknownField, unknownInput } from "./unknown-input.ts";

export interface UnknownOptions {
  /** Whether a builtin's error ends the evaluation instead of leaving its expression undefined; false when absent. */
  readonly strictBuiltinErrors?: boolean;
  /** Ways through one decision that are followed before it counts as dependent; 2 000 when absent. */
  readonly maxRuns?: number;
  /** Statements and calls in all of them; 5 million when absent. */
  readonly maxSteps?: number;
}

/** A question of which a part is not known. */
export interface UnknownQuery extends Query {
  readonly unknown: readonly UnknownField[];
  /**
   * Whether a builtin that depends on the world, and is not in `recordedBuiltins`, has an unknown answer too, instead
   * of making the outcome `unavailable`; false when absent.
   */
  readonly unknownBuiltins?: boolean;
}

export type UnknownAnswer =
  /** Whatever there was, this is the outcome. */
  | { readonly kind: "same"; readonly outcome: Outcome }
  /** The outcome may depend on what there was. */
  | {
      readonly kind: "depends";
      /** Some of what it depends on: enough to say why nothing can be said. */
      readonly on: readonly UnknownSource[];
      /** It was not found to depend, but there was too much to follow, or something that cannot be followed. */
      readonly because?: "limit";
    };

/**
 * Makes a function that answers queries with unknown parts from a plan. An outcome that it gives is that of every
 * input which differs in nothing but the unknown parts, save for the bounds on time and size of an evaluation. Errors
 * are told apart by their code alone.
 *
 * @param planText `plan.json` of `opa build -t plan`
 * @param data the base documents, which must not be changed afterwards
 * @throws {Error} when the plan is not one that OPA writes
 */
export function unknownEvaluator(
  planText: string,
  data: Json,
  options: UnknownOptions = {},
): (query: UnknownQuery) => UnknownAnswer {
  const program = programOf(parseJson(planText) as unknown as Plan);
  const marshalled = new KnownCalls();
  return (query) => {
    const code = entrypointAt(program.entrypoints, query.path);
    if (code === undefined) return { kind: "same", outcome: baseDocument(data, query.path) };
    return decide({ program, code, data, options, marshalled }, query);
  };
}

/** A pointer to more is from no log that can be read. */
const maxDepth = 500;

interface Prepared {
  readonly program: Program;
  readonly code: Code;
  readonly data: Json;
  readonly options: UnknownOptions;
  readonly marshalled: KnownCalls;
}

/** How one run ended. */
type RunEnd =
  | { readonly kind: "outcome"; readonly outcome: Outcome }
  | { readonly kind: "open"; readonly origins: Origins }
  | { readonly kind: "notFollowed"; readonly origins: Origins }
  | { readonly kind: "covered" };

function decide(prepared: Prepared, query: UnknownQuery): UnknownAnswer {
  const { strictBuiltinErrors = false, maxRuns = 2_000, maxSteps = 5_000_000 } = prepared.options;
  const settings: CallSettings = { strictBuiltinErrors, unknownBuiltins: query.unknownBuiltins ?? false };
  const calls = new BuiltinCalls(settings, query, prepared.marshalled);
  const names = new Names();
  const everything: Origins = query.unknown.map(({ pointer }) => ({ kind: "input", pointer }));
  const limit = (origins: Origins): UnknownAnswer => ({
    kind: "depends",
    on: origins.length > 0 ? origins : everything,
    because: "limit",
  });
  if (query.unknown.some(({ pointer }) => pointer.split("/").length > maxDepth)) return limit([]);
  const input = unknownInput(query.input, query.unknown, names);
  const trail = new Trail();
  let same: Outcome | undefined;
  let stepsLeft = maxSteps;
  for (let runs = 1; ; runs++) {
    if (runs > maxRuns) return limit(trail.origins);
    trail.start();
    const run = new Run(trail, names, stepsLeft);
    const end = endOf(prepared, run, calls, input, trail);
    stepsLeft = run.stepsLeft;
    switch (end.kind) {
      case "open":
        return { kind: "depends", on: end.origins };
      case "notFollowed":
        return limit(end.origins.length > 0 ? end.origins : trail.origins);
      case "outcome":
        if (same !== undefined && !sameOutcome(same, end.outcome))
          return { kind: "depends", on: trail.turned.length > 0 ? trail.turned : everything };
        same ??= end.outcome;
        break;
      case "covered":
        break;
    }
    if (!trail.next()) break;
  }
  if (same === undefined) throw new Error("no way through the decision comes to an end");
  return { kind: "same", outcome: same };
}

function endOf(
  { program, code, data }: Prepared,
  run: Run,
  calls: BuiltinCalls,
  input: Slot | MaybeAbsent,
  trail: Trail,
): RunEnd {
  try {
    const [first] = new Interpreter(program, run, calls).evaluate(code, input, data);
    // A plan gives a set of `{"result": value}`: one, or none for undefined.
    const result = first === undefined ? undefined : termAt(run, first, "result");
    if (result === undefined) return { kind: "outcome", outcome: { kind: "undefined" } };
    const value = run.valueOf(result);
    if (value === undefined) return { kind: "open", origins: originsOf(result) };
    return { kind: "outcome", outcome: { kind: "defined", value: jsonOf(value) } };
  } catch (error) {
    if (error instanceof Failure) return { kind: "outcome", outcome: error.outcome };
    if (error instanceof Covered) return { kind: "covered" };
    if (error instanceof NotFollowed) return { kind: "notFollowed", origins: error.origins };
    // Too deep for the stack.
    if (error instanceof RangeError) return { kind: "notFollowed", origins: [] };
    // A way that no value leads to may break what OPA relies on.
    if (error instanceof PlanMistake && trail.branched) return { kind: "notFollowed", origins: [] };
    throw error;
  }
}

function sameOutcome(one: Outcome, other: Outcome): boolean {
  switch (one.kind) {
    case "defined":
      return other.kind === "defined" && equalValues(one.value, other.value);
    case "undefined":
      return other.kind === "undefined";
    case "error":
      return other.kind === "error" && one.code === other.code;
    case "unavailable":
      return other.kind === "unavailable" && one.builtin === other.builtin && one.reason === other.reason;
  }
}
