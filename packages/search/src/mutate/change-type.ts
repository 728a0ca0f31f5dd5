import type { Json } from "@bylaw/engine";
import { isList, isNumber, isRecord, withValueAt } from "../json-value.ts";
import { type Mutation, pickHeld } from "./mutation.ts";

/** The same in another type, as a careless client sends it. */
export const changeType: Mutation = (candidate, { random }) => {
  const held = pickHeld(candidate, random);
  return (
    held && {
      ...candidate,
      input: withValueAt(candidate.input, held.path, random.pick(othersLike(held.value))),
    }
  );
};

function othersLike(value: Json): readonly Json[] {
  if (typeof value === "string") {
    const number = value === "" ? Number.NaN : Number(value);
    return [[value], null, ...(Number.isFinite(number) ? [number] : [])];
  }
  if (isNumber(value)) return [String(value), value !== 0, null];
  if (typeof value === "boolean") return [!value, String(value), null];
  if (isList(value)) return [value[0] ?? null, "", {}, null];
  return isRecord(value) ? [[], "", null, Object.values(value)] : ["", {}, []];
}
