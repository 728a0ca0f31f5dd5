import { type BuiltinContext, BuiltinError, UnsupportedCall, valueBuiltins } from "../builtins/index.ts";
import type { Outcome, Query } from "../engine.ts";
import { Budget, type Limits } from "../javascript/limits.ts";
import { nondeterministicBuiltins, outsideBuiltins, schemaArgument } from "../opa/capabilities.ts";
import { jsonOf } from "../values/convert.ts";
import type { Value } from "../values/value.ts";
import type { CallBuiltin } from "./instance.ts";
import { type FindRecorded, recordedCalls, recordedValue } from "./recorded-calls.ts";
import { textOfValue, valueOfText } from "./value-text.ts";

/** Answers the builtins that WebAssembly leaves to its host, one query at a time. */
export interface HostCalls {
  /** Starts a query: its clock, its record and its limits hold until the next one. */
  begin(query: Query): void;
  readonly call: CallBuiltin;
  /** The call that ended the evaluation because it could not be made, if one did. */
  unavailable(): Outcome | undefined;
}

class UnavailableCall extends Error {}

/**
 * Makes the calls of one instance. A call throws `EvaluationError` when the builtins of a query have done too much; what
 * the instance itself does between the calls is not counted.
 */
export function hostCalls(limits: Limits = {}): HostCalls {
  const budget = new Budget(limits);
  let recorded: FindRecorded | undefined;
  let context: BuiltinContext = { now: 0n };
  let unavailable: Outcome | undefined;

  const stop = (builtin: string, reason: "notRecorded" | "unsupported"): never => {
    unavailable = { kind: "unavailable", builtin, reason };
    throw new UnavailableCall(builtin);
  };
  const answer = (name: string, args: readonly Value[]): Value | undefined => {
    if (recorded !== undefined && nondeterministicBuiltins.has(name)) {
      const result = recorded(name, args.map(jsonOf));
      if (result !== undefined) return recordedValue(name, result);
      // A schema only depends on the world if it refers to other documents, which our table never reads.
      if (!schemaArgument.has(name)) return stop(name, "notRecorded");
    }
    const builtin = outsideBuiltins.has(name) ? undefined : valueBuiltins.get(name);
    if (builtin === undefined) return stop(name, "unsupported");
    try {
      budget.spend(1);
      return builtin(args, context);
    } catch (error) {
      if (error instanceof UnsupportedCall) return stop(name, "unsupported");
      if (error instanceof BuiltinError) return undefined;
      throw error;
    }
  };
  return {
    begin: (query) => {
      recorded = query.recordedBuiltins === undefined ? undefined : recordedCalls(query.recordedBuiltins);
      budget.start();
      context = {
        now: query.now ?? BigInt(Date.now()) * 1_000_000n,
        cache: new Map(),
        spend: (steps) => budget.spend(steps),
      };
      unavailable = undefined;
    },
    unavailable: () => unavailable,
    call: (name, texts) => {
      const result = answer(name, texts.map(valueOfText));
      return result === undefined ? undefined : textOfValue(result);
    },
  };
}
