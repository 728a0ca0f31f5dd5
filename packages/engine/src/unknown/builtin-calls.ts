import { type BuiltinContext, BuiltinError, BuiltinTypeError, UnsupportedCall } from "../builtins/index.ts";
import { callableBuiltin } from "../calls/answer-call.ts";
import { type FindRecorded, recordedCalls } from "../calls/recorded-calls.ts";
import { dependsOnWorld } from "../calls/world.ts";
import type { Query } from "../engine.ts";
import { nondeterministicBuiltins, schemaArgument } from "../opa/capabilities.ts";
import type { Spend } from "../values/convert.ts";
import type { Value } from "../values/value.ts";
import { builtinResult } from "./builtin-results.ts";
import { evaluationFailure, unavailable } from "./failure.ts";
import type { KnownCalls } from "./known-calls.ts";
import type { Run } from "./run.ts";
import { joined, type Origins, originsOf, type Slot, type Term } from "./term.ts";
import { termBuiltins } from "./term-builtins.ts";
import { decodeVerifyAtAnyTime } from "./token-clock.ts";

/** Builtins that depend on the world by its clock alone. */
const clocked: ReadonlySet<string> = new Set(["io.jwt.decode_verify", "time.now_ns"]);

export interface CallSettings {
  readonly strictBuiltinErrors: boolean;
  /** Whether builtins that cannot be called have an unknown answer, instead of making the outcome `unavailable`. */
  readonly unknownBuiltins: boolean;
}

/** The builtins of one decision, for all of its runs. */
export class BuiltinCalls {
  readonly #settings: CallSettings;
  readonly #recorded: FindRecorded | undefined;
  readonly #clock: bigint | undefined;
  readonly #own: BuiltinContext;
  readonly #marshalled: KnownCalls;
  readonly #signatures = new Map<string, Attempt>();
  readonly #tokens = new Map<string, readonly Slot[]>();
  readonly #sources = new Map<string, { readonly kind: "builtin"; readonly name: string }>();

  constructor(settings: CallSettings, query: Query, marshalled: KnownCalls) {
    this.#settings = settings;
    this.#marshalled = marshalled;
    this.#recorded = recordedCalls(query.recordedBuiltins);
    this.#clock = query.now;
    const now = query.now ?? BigInt(Date.now()) * 1_000_000n;
    this.#own = { now, cache: new Map() };
  }

  call(run: Run, name: string, args: readonly Term[]): Slot {
    run.spend(1);
    const values = args.map((arg) => run.valueOf(arg));
    if (values.every((value) => value !== undefined)) return this.#ofValues(run, name, values);
    const origins = originsOf(...args);
    if (this.#mayBeUnavailable(run, name, origins)) throw unavailable(name, this.#reason(name));
    const ofTerms = termBuiltins.get(name);
    if (ofTerms !== undefined) return ofTerms(run, args, () => this.#fail(run, name, origins));
    return this.#unknown(run, name, args, values, origins);
  }

  /** A call of which some argument is unknown may be one that is not in the record, or that nobody can make. */
  #mayBeUnavailable(run: Run, name: string, origins: Origins): boolean {
    if (this.#settings.unknownBuiltins) return false;
    const callable = callableBuiltin(name) !== undefined;
    if (!dependsOnWorld(name) || (this.#recorded === undefined && callable)) return !callable;
    return run.choose(2, origins) === 1;
  }

  #reason(name: string): "notRecorded" | "unsupported" {
    return this.#recorded !== undefined && nondeterministicBuiltins.has(name) ? "notRecorded" : "unsupported";
  }

  #ofValues(run: Run, name: string, values: readonly Value[]): Slot {
    const own = callableBuiltin(name);
    if (dependsOnWorld(name)) {
      const found = this.#recorded?.(name, values);
      if (found !== undefined) return found;
      if (!schemaArgument.has(name) && !this.#mayCall(name)) return this.#uncalled(run, name, values);
    }
    if (own === undefined) return this.#uncalled(run, name, values);
    const evaluate = (spend: Spend) => own(values, { ...this.#own, spend });
    const spend = (steps: number) => run.spend(steps);
    try {
      if (name.startsWith("io.jwt."))
        return this.#remembered(`${name} ${run.textOf(values)}`, () => evaluate(spend));
      return name === "json.marshal" ? this.#marshalled.value(values[0], evaluate, spend) : evaluate(spend);
    } catch (error) {
      if (error instanceof UnsupportedCall) return this.#uncalled(run, name, values);
      if (!(error instanceof BuiltinError)) throw error;
      if (!this.#settings.strictBuiltinErrors) return undefined;
      const code = error instanceof BuiltinTypeError ? "eval_type_error" : "eval_builtin_error";
      throw evaluationFailure(code, `${name}: ${error.message}`);
    }
  }

  /** Signatures cost more than all else, and every run asks for the same ones. */
  #remembered(call: string, evaluate: () => Slot): Slot {
    const known = this.#signatures.get(call) ?? attempt(evaluate);
    this.#signatures.set(call, known);
    if (known.error !== undefined) throw known.error;
    return known.value;
  }

  /** Whether a builtin that depends on the world is asked in place of a record. */
  #mayCall(name: string): boolean {
    if (this.#recorded !== undefined) return false;
    return !this.#settings.unknownBuiltins || (this.#clock !== undefined && clocked.has(name));
  }

  /** A call that nothing but the world could answer. */
  #uncalled(run: Run, name: string, values: readonly Value[]): Slot {
    if (!this.#settings.unknownBuiltins) throw unavailable(name, this.#reason(name));
    const origins: Origins = [this.#source(name)];
    const failed = () => this.#fail(run, name, origins);
    if (name === "io.jwt.decode_verify") {
      const text = run.textOf(values);
      const answers = this.#tokens.get(text) ?? decodeVerifyAtAnyTime(values);
      if (answers !== undefined) this.#tokens.set(text, answers);
      if (answers !== undefined)
        return answers[run.decide(`${name} ${text}`, answers.length, origins)] ?? failed();
    }
    return this.#unknown(run, name, values, values, origins);
  }

  #source(name: string) {
    const known = this.#sources.get(name) ?? { kind: "builtin" as const, name };
    this.#sources.set(name, known);
    return known;
  }

  #unknown(
    run: Run,
    name: string,
    args: readonly Term[],
    values: readonly (Value | undefined)[],
    origins: Origins,
  ): Slot {
    const { operands = [], kinds, inner, total } = builtinResult(name);
    for (const [position, wanted] of operands.entries()) {
      const arg = args[position];
      if (arg !== undefined && !run.isOf(arg, wanted)) return this.#fail(run, name, origins);
    }
    const what = `${name} ${args.map((arg) => run.textOf(run.resolve(arg))).join(" ")}`;
    if (total?.(values) !== true && run.decide(`undefined ${what}`, 2, origins) === 1)
      return this.#fail(run, name, origins);
    const world = dependsOnWorld(name) ? [this.#source(name)] : [];
    return run.unknown(what, joined(origins, world), kinds, inner);
  }

  /** A call without a result: undefined, or with strict builtin errors an error of either kind. */
  #fail(run: Run, name: string, origins: Origins): Slot {
    if (!this.#settings.strictBuiltinErrors) return undefined;
    const kind = run.choose(3, origins);
    if (kind === 0) return undefined;
    throw evaluationFailure(
      kind === 1 ? "eval_builtin_error" : "eval_type_error",
      `${name}: unknown operand`,
    );
  }
}

interface Attempt {
  readonly value?: Slot;
  readonly error?: unknown;
}

function attempt(evaluate: () => Slot): Attempt {
  try {
    return { value: evaluate() };
  } catch (error) {
    return { error };
  }
}
