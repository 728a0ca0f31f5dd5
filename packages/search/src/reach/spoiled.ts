import type { Json } from "@bylaw/engine";
import { isList, isNumber, isRecord, sameJson } from "../json-value.ts";

/** What may stand at a place instead of what is there: undefined is nothing at all. */
const wrong: readonly (Json | undefined)[] = [undefined, null, "a", 1, {}, [], true, "", ["a"], [null], [1], [{}], { a: null }, { a: "a" }, false, 0, -1, 9007199254740993n];

/** Values in place of another, with which guards of its type, of its size and of its elements come out otherwise. */
export function spoiled(value: Json | undefined): readonly (Json | undefined)[] {
  return [...wrong.filter((one) => one === undefined ? value !== undefined : value === undefined || !sameJson(one, value)), ...like(value)];
}

function like(value: Json | undefined): readonly Json[] {
  if (typeof value === "string") return [`${value}a`, value.slice(0, -1), `a${value}`, value.toUpperCase(), value.toLowerCase(), [value], { [value]: value }].filter((one) => one !== value);
  if (isNumber(value)) return [Number(value) + 1, Number(value) - 1, Number(value) + 0.5, -Number(value), String(value)];
  if (isList(value)) {
    const [first] = value;
    const last = value.at(-1);
    return [
      ...(value.length > 1 && first !== undefined && last !== undefined ? [[first], [last], value.toReversed(), value.slice(1)] : []),
      ...(last === undefined ? [] : [[...value, last]]),
      ...[null, "a", 1, {}].map((one) => [...value, one]),
      Object.fromEntries(Object.entries(value)),
    ];
  }
  if (!isRecord(value)) return [];
  const members = Object.entries(value);
  return [...[null, 1, "a"].map((one) => ({ ...value, a: one })), ...(members.length > 1 ? members.slice(0, 8).map(([name, held]) => ({ [name]: held })) : []), Object.values(value)];
}
