import { type BuiltinContext, type ValueBuiltin, valueBuiltins } from "../builtins/index.ts";
import type { Outcome } from "../engine.ts";
import { nondeterministicBuiltins, outsideBuiltins, schemaArgument } from "../opa/capabilities.ts";
import type { Value } from "../values/value.ts";
import type { FindRecorded } from "./recorded-calls.ts";
import { dependsOnWorld } from "./world.ts";

/** A call that cannot be made ends the evaluation. */
export class UnavailableCall extends Error {
  readonly outcome: Outcome;
  constructor(builtin: string, reason: "notRecorded" | "unsupported") {
    super(builtin);
    this.outcome = { kind: "unavailable", builtin, reason };
  }
}

/** A builtin that can be called in this process; undefined for one that reaches out of it, and for one we lack. */
export function callableBuiltin(name: string): ValueBuiltin | undefined {
  return outsideBuiltins.has(name) ? undefined : valueBuiltins.get(name);
}

/**
 * Answers a call: from the record, if there is one and the builtin depends on the world, else by making it.
 *
 * @throws UnavailableCall when it is not in the record or cannot be made, and what the builtin throws
 */
export function answerCall(
  name: string,
  args: readonly Value[],
  recorded: FindRecorded | undefined,
  context: BuiltinContext,
): Value | undefined {
  if (recorded !== undefined && dependsOnWorld(name)) {
    const result = recorded(name, args);
    if (result !== undefined) return result;
    if (!nondeterministicBuiltins.has(name)) throw new UnavailableCall(name, "unsupported");
    // A schema only depends on the world if it refers to other documents, which our table never reads.
    if (!schemaArgument.has(name)) throw new UnavailableCall(name, "notRecorded");
  }
  const builtin = callableBuiltin(name);
  if (builtin === undefined) throw new UnavailableCall(name, "unsupported");
  return builtin(args, context);
}
