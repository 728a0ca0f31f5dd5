import { type BuiltinContext, BuiltinError, UnsupportedCall } from "../builtins/index.ts";
import { answerCall, UnavailableCall } from "../calls/answer-call.ts";
import { type FindRecorded, recordedCalls } from "../calls/recorded-calls.ts";
import type { Query } from "../engine.ts";
import { Budget, type Limits } from "../javascript/limits.ts";
import type { Value } from "../values/value.ts";
import type { CallBuiltin } from "./instance.ts";
import { textOfValue, valueOfText } from "./value-text.ts";

/** Answers the builtins that WebAssembly leaves to its host, one query at a time. */
export interface HostCalls {
  /** Starts a query: its clock, its record and its limits hold until the next one. */
  begin(query: Query): void;
  readonly call: CallBuiltin;
}

/**
 * Makes the calls of one instance. A call throws `UnavailableCall` when it cannot be made, `EvaluationError` when the
 * builtins of a query have done too much; what the instance itself does between the calls is not counted.
 */
export function hostCalls(limits: Limits = {}): HostCalls {
  const budget = new Budget(limits);
  let recorded: FindRecorded | undefined;
  let context: BuiltinContext = { now: 0n };

  const answer = (name: string, args: readonly Value[]): Value | undefined => {
    try {
      budget.spend(1);
      return answerCall(name, args, recorded, context);
    } catch (error) {
      if (error instanceof UnsupportedCall) throw new UnavailableCall(name, "unsupported");
      if (error instanceof BuiltinError) return undefined;
      throw error;
    }
  };
  return {
    begin: (query) => {
      recorded = recordedCalls(query.recordedBuiltins);
      budget.start();
      context = {
        now: query.now ?? BigInt(Date.now()) * 1_000_000n,
        cache: new Map(),
        spend: (steps) => budget.spend(steps),
      };
    },
    call: (name, texts) => {
      const result = answer(name, texts.map(valueOfText));
      return result === undefined ? undefined : textOfValue(result);
    },
  };
}
