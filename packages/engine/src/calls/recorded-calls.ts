import type { RecordedBuiltins } from "../engine.ts";
import { jsonOf } from "../values/convert.ts";
import { parseJson, stringifyJson } from "../values/index.ts";
import type { Json } from "../values/json.ts";
import { isArray, RegoSet, type Value } from "../values/value.ts";

/** Finds the recorded result of a call, as the builtin gave it; undefined when the record has none. */
export type FindRecorded = (builtin: string, args: readonly Value[]) => Value | undefined;

/**
 * Indexes a record by the values of the arguments, as their spelling in a log must not matter.
 *
 * @param recorded as in a decision log's `nd_builtin_cache`; undefined when there is no record
 */
export function recordedCalls(recorded: RecordedBuiltins | undefined): FindRecorded | undefined {
  if (recorded === undefined) return undefined;
  // Most decisions call nothing that is recorded.
  let index: ReadonlyMap<string, ReadonlyMap<string, Json>> | undefined;
  return (builtin, args) => {
    index ??= indexOf(recorded);
    const result = index.get(builtin)?.get(canonicalText(args.map(jsonOf)));
    return result === undefined ? undefined : resultOf(builtin, result);
  };
}

function indexOf(recorded: RecordedBuiltins): ReadonlyMap<string, ReadonlyMap<string, Json>> {
  const index = new Map<string, Map<string, Json>>();
  for (const [builtin, calls] of Object.entries(recorded)) {
    const byArguments = new Map<string, Json>();
    for (const [text, result] of Object.entries(calls)) {
      try {
        byArguments.set(canonicalText(parseJson(text)), result);
      } catch {
        // A record that cannot be read is no record.
      }
    }
    index.set(builtin, byArguments);
  }
  return index;
}

/** Builtins that depend on the world and answer with a set, which a record holds as an array. */
const answersSet: ReadonlySet<string> = new Set(["net.lookup_ip_addr"]);

function resultOf(builtin: string, result: Json): Value {
  return answersSet.has(builtin) && isArray(result) ? new RegoSet(result) : result;
}

/** One text for equal values: the keys of objects sorted. */
function canonicalText(value: Json): string {
  if (typeof value !== "object" || value === null) return stringifyJson(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`).join(",")}}`;
}
