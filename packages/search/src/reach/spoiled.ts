import type { Json, JsonObject } from "@bylaw/engine";
import { integer, isList, isNumber, isRecord, sameJson } from "../json-value.ts";

/** Of each type one, empty ones, and lists and objects of what is wrong in them; what policies ask for most comes first. */
const simple: readonly Json[] = [
  null,
  "a",
  1,
  {},
  [],
  true,
  "",
  ["a"],
  [null],
  [1],
  [{}],
  { a: null },
  { a: "a" },
  false,
  0,
  -1,
  // Beyond what a double holds.
  9_007_199_254_740_993n,
];

const mostMembers = 8;

/**
 * What may stand in place of a value, so that questions about its type, its size, its elements and its members come
 * out otherwise.
 *
 * @param value what is there; undefined when there is nothing
 * @returns values that differ from it; undefined among them stands for nothing at all
 */
export function spoiled(value: Json | undefined): readonly (Json | undefined)[] {
  if (value === undefined) return simple;
  return [undefined, ...[...simple, ...nearly(value)].filter((one) => !sameJson(one, value))];
}

function nearly(value: Json): readonly Json[] {
  if (typeof value === "string") return nearText(value);
  if (isNumber(value)) return [...nearNumber(value), String(value)];
  if (isList(value)) return nearList(value);
  return isRecord(value) ? nearObject(value) : [];
}

function nearNumber(value: number | bigint): readonly Json[] {
  const between = Number(value) + 0.5;
  const steps = Number.isInteger(Number(value))
    ? [1n, -1n].map((step) => integer(BigInt(value) + step))
    : [1, -1].map((step) => Number(value) + step);
  // Far from zero there is nothing between two integers.
  return Number.isInteger(between) ? steps : [...steps, between];
}

function nearText(value: string): readonly Json[] {
  const other = value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase();
  return [`${value}a`, value.slice(0, -1), `a${value}`, other, [value], { [value]: value }];
}

/** With an element of another type, with one of its elements alone, with fewer, more, and in another order. */
function nearList(value: readonly Json[]): readonly Json[] {
  const [first, last] = [value[0], value.at(-1)];
  const wrong = [null, "a", 1, {}].map((one) => [...value, one]);
  if (first === undefined || last === undefined) return wrong;
  return [
    ...wrong,
    [first],
    [last],
    value.toReversed(),
    value.slice(1),
    [...value, last],
    Object.fromEntries(Object.entries(value)),
  ];
}

/** With a member of another type, and with each of its members alone. */
function nearObject(value: JsonObject): readonly Json[] {
  const wrong = [null, 1, "a"].map((one) => ({ ...value, a: one }));
  const alone = Object.entries(value).slice(0, mostMembers);
  return [...wrong, ...alone.map(([name, held]) => ({ [name]: held })), Object.values(value)];
}
