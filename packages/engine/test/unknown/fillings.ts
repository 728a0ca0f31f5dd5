import type { Json, JsonObject, Outcome, Query, UnknownAnswer, UnknownField } from "@bylaw/engine";
import fc from "fast-check";

/** What policies of these tests compare with, and one of every type. */
const scalars: readonly Json[] = [null, true, false, 0, 1, 2, -1.5, "", "a", "b", "c", "ab", "a/b"];

/** Any JSON, small. */
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "large" },
    fc.constantFrom<Json>(...scalars),
    fc.record({ a: tie("value"), b: tie("value"), c: tie("value") }, { requiredKeys: [] }),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
})).value;

/** What was at a field: a value, nothing, or neither the field nor the objects around it that hold nothing else. */
export type Filling =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "absent" }
  | { readonly kind: "noParents" };

export const filling: fc.Arbitrary<Filling> = fc.oneof(
  { weight: 12, arbitrary: anyJson.map((value): Filling => ({ kind: "value", value })) },
  { weight: 2, arbitrary: fc.constant<Filling>({ kind: "absent" }) },
  { weight: 1, arbitrary: fc.constant<Filling>({ kind: "noParents" }) },
);

/** An input that may be behind one with unknown fields; undefined when the filling does not fit there. */
export function filled(input: Json, field: UnknownField, how: Filling): Json | undefined {
  if (how.kind !== "value" && !field.mayBeAbsent) return undefined;
  const keys = field.pointer.split("/").slice(2);
  const there = at(input, keys) !== undefined;
  if (how.kind !== "noParents") return put(input, keys, how.kind === "value" ? how.value : undefined);
  // A parent is there for sure when the field was taken out of it, or when it holds something else.
  let without = there ? put(input, keys, undefined) : input;
  if (!there) return without;
  for (let length = keys.length - 1; length > 0; length--) {
    const parent = keys.slice(0, length);
    const held = at(without ?? null, parent);
    if (!isObject(held) || Object.keys(held).length > 0) break;
    without = put(without ?? null, parent, undefined);
  }
  return without;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function at(document: Json, keys: readonly string[]): Json | undefined {
  let held: Json | undefined = document;
  for (const key of keys) {
    if (Array.isArray(held)) held = held[Number(key)];
    else held = isObject(held) && Object.hasOwn(held, key) ? held[key] : undefined;
  }
  return held;
}

/** The document with another value at a place, or none; undefined when there is no such place. */
function put(document: Json, keys: readonly string[], value: Json | undefined): Json | undefined {
  const [first, ...rest] = keys;
  if (first === undefined) return value;
  if (Array.isArray(document)) {
    const index = Number(first);
    if (rest.length === 0 && value === undefined) return document.filter((_, other) => other !== index);
    const inner = index < document.length ? put(document[index] ?? null, rest, value) : undefined;
    return inner === undefined
      ? undefined
      : document.map((held: Json, other) => (other === index ? inner : held));
  }
  if (!isObject(document)) return undefined;
  const { [first]: before, ...others } = document;
  if (rest.length === 0) return value === undefined ? others : { ...others, [first]: value };
  if (before === undefined) return undefined;
  const inner = put(before, rest, value);
  return inner === undefined ? undefined : { ...others, [first]: inner };
}

/**
 * Whether an answer holds for one way in which the unknown parts can have been.
 *
 * @returns undefined when it does, else what it should have been
 */
export function refuted(
  answer: UnknownAnswer,
  evaluate: (query: Query) => Outcome,
  query: Query,
): Outcome | undefined {
  if (answer.kind === "depends") return undefined;
  const outcome = evaluate(query);
  return JSON.stringify(comparable(outcome)) === JSON.stringify(comparable(answer.outcome))
    ? undefined
    : outcome;
}

/** An outcome as far as two of one decision are told apart. */
export function comparable(outcome: Outcome): unknown {
  if (outcome.kind === "error") return outcome.code;
  return outcome.kind === "defined" ? { value: sorted(outcome.value) } : outcome;
}

function sorted(value: Json): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.entries(value)
    .map(([key, held]) => [key, sorted(held)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
