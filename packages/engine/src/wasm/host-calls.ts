import { BuiltinError, builtins, UnsupportedCall } from "../builtins/index.ts";
import type { Outcome, Query } from "../engine.ts";
import { nondeterministicBuiltins, outsideBuiltins, schemaArgument } from "../opa/capabilities.ts";
import { stringifyJson } from "../values/index.ts";
import type { Json } from "../values/json.ts";
import type { CallBuiltin } from "./instance.ts";
import { type FindRecorded, recordedCalls } from "./recorded-calls.ts";
import { isBeyondJson, jsonOfValueText } from "./value-text.ts";

/** Answers the builtins that WebAssembly leaves to its host, one query at a time. */
export interface HostCalls {
  /** Starts a query: its clock and its record hold until the next one. */
  begin(query: Query): void;
  readonly call: CallBuiltin;
  /** The call that ended the evaluation because it could not be made, if one did. */
  unavailable(): Outcome | undefined;
}

class UnavailableCall extends Error {}

/** Builtins whose answer is a set, which our table gives as an array. */
const answersSet: ReadonlySet<string> = new Set([
  "net.cidr_contains_matches",
  "net.cidr_expand",
  "net.cidr_merge",
  "net.lookup_ip_addr",
]);

/** Builtins to which a set and an array are not the same; our table cannot tell them apart. */
const tellsSetsApart: ReadonlySet<string> = new Set([
  "json.match_schema",
  "json.verify_schema",
  "object.subset",
  "sprintf",
]);

export function hostCalls(): HostCalls {
  let recorded: FindRecorded | undefined;
  let now = 0n;
  let unavailable: Outcome | undefined;

  const stop = (builtin: string, reason: "notRecorded" | "unsupported"): never => {
    unavailable = { kind: "unavailable", builtin, reason };
    throw new UnavailableCall(builtin);
  };
  const answer = (name: string, args: readonly Json[]): Json | undefined => {
    if (recorded !== undefined && nondeterministicBuiltins.has(name)) {
      const result = recorded(name, args);
      if (result !== undefined) return result;
      // A schema only depends on the world if it refers to other documents, which our table never reads.
      if (!schemaArgument.has(name)) return stop(name, "notRecorded");
    }
    if (outsideBuiltins.has(name)) return stop(name, "unsupported");
    const builtin = builtins.get(name);
    if (builtin === undefined) return stop(name, "unsupported");
    try {
      return builtin(args, { now });
    } catch (error) {
      if (error instanceof UnsupportedCall) return stop(name, "unsupported");
      if (error instanceof BuiltinError) return undefined;
      throw error;
    }
  };
  return {
    begin: (query) => {
      recorded = query.recordedBuiltins === undefined ? undefined : recordedCalls(query.recordedBuiltins);
      now = query.now ?? BigInt(Date.now()) * 1_000_000n;
      unavailable = undefined;
    },
    unavailable: () => unavailable,
    call: (name, texts) => {
      if (tellsSetsApart.has(name) && texts.some(isBeyondJson)) return stop(name, "unsupported");
      const result = answer(name, texts.map(jsonOfValueText));
      if (result === undefined) return undefined;
      return answersSet.has(name) && Array.isArray(result) ? setText(result) : stringifyJson(result);
    },
  };
}

function setText(elements: readonly Json[]): string {
  return elements.length === 0 ? "set()" : `{${elements.map(stringifyJson).join(",")}}`;
}
