import type { Outcome } from "../../src/index.ts";
import { compareValues, equalValues } from "../../src/values/order.ts";
import { isArray, isObject, objectEntries, RegoSet, type Value } from "../../src/values/value.ts";
import type { ConformanceCase } from "./cases.ts";

/** Whether an outcome is what the case wants; if not, what is wrong. */
export function judge(one: ConformanceCase, outcome: Outcome): string | undefined {
  const wantsError = one.want_error_code !== undefined || one.want_error !== undefined;
  switch (outcome.kind) {
    case "unavailable":
      return `${outcome.reason}: ${outcome.builtin}`;
    case "error":
      if (!wantsError) return `error ${outcome.code}: ${outcome.message}`;
      return one.want_error_code === undefined || one.want_error_code === outcome.code
        ? undefined
        : `${outcome.code} instead of ${one.want_error_code}`;
    case "undefined":
      return "the collecting rule is undefined";
    case "defined": {
      if (wantsError) return "no error";
      const bindings = outcome.value;
      if (!Array.isArray(bindings)) return "the collecting rule is no set";
      if (one.want_result === undefined) {
        const defined = one.want_defined ?? false;
        return defined === bindings.length > 0 ? undefined : `defined: ${bindings.length > 0}`;
      }
      const [got, wanted] = [collected(one, bindings), collected(one, one.want_result)];
      return equalValues(got, wanted) ? undefined : `${print(got)} instead of ${print(wanted)}`;
    }
  }
}

function print(value: Value): string {
  return JSON.stringify(value, (_, held: unknown) => {
    if (held instanceof RegoSet) return held.values();
    return typeof held === "bigint" ? held.toString() : held;
  }).slice(0, 300);
}

/** The bindings as a set; with `sort_bindings`, arrays are compared without their order. */
function collected(one: ConformanceCase, bindings: readonly Value[]): RegoSet {
  return new RegoSet(
    bindings.map((binding) => {
      if (!isObject(binding)) return binding;
      const entries = objectEntries(binding).map(([name, value]): [string, Value] => [
        String(name),
        one.sort_bindings === true && isArray(value) ? [...value].sort(compareValues) : value,
      ]);
      return Object.fromEntries(entries);
    }),
  );
}
