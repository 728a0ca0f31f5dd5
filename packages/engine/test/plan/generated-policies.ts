import type { Json } from "@bylaw/engine";
import fc from "fast-check";

const key = fc.constantFrom("a", "b", "c");
const path = fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => `input.${keys.join(".")}`);

/** Terms over places of the input that may have any value, or none. */
const unknown = fc.oneof(
  path,
  path.map((at) => `${at}[_]`),
  fc.tuple(path, path).map(([at, by]) => `${at}[${by}]`),
  fc.tuple(path, key, key).map(([at, one, two]) => `object.get(${at}, ["${one}", "${two}"], ${at})`),
  fc.tuple(path, key, key).map(([at, one, two]) => `object.get(${at}, ["${one}", "${two}"], 0)`),
  fc.tuple(path, key).map(([at, one]) => `object.get(${at}, "${one}", 0)`),
  path.map((at) => `helper(${at})`),
  fc.constant("table[input.b]"),
  fc.constant("bound"),
  fc.constant("bound.b"),
);
/** Terms that always have one type, which OPA compares with nothing else. */
const typed = fc.oneof(
  fc.tuple(key, path).map(([from, at]) => `replaced_${from}(${at})`),
  path.map((at) => `count(${at})`),
  path.map((at) => `type_name(${at})`),
  path.map((at) => `is_object(${at})`),
  path.map((at) => `{x | some x in ${at}}`),
  path.map((at) => `[k | some k, _ in ${at}]`),
  path.map((at) => `{"k": [${at}]}`),
  path.map((at) => `object.keys(${at})`),
);
const literal = fc.constantFrom("0", "1", '"a"', "null", "{}", "true");
const condition = fc.oneof(
  unknown,
  fc
    .tuple(unknown, fc.constantFrom("==", "!=", "<"), fc.oneof(unknown, literal))
    .map((parts) => parts.join(" ")),
  fc.tuple(path, fc.oneof(path, literal)).map(([left, right]) => `not ${left} == ${right}`),
  path.map((at) => `not ${at}`),
  path.map((at) => `every x in ${at} { x.a == 1 }`),
);
const rule = fc
  .tuple(path, fc.array(condition, { maxLength: 2 }), fc.oneof(literal, unknown, typed), literal)
  .map(
    ([bound, conditions, one, two]) =>
      `\t${[`bound := ${bound}`, ...conditions, `result := [${one}, ${two}]`].join("\n\t")}\n`,
  );
/** The rules of a module that decides `decision`. */
export const policy = fc
  .array(rule, { minLength: 1, maxLength: 3 })
  .map((rules) => rules.map((body) => `decision contains result if {\n${body}}\n`).join("\n"));
/** What the rules call. */
export const shared = `
helper(x) := x.a

helper(x) := 0 if not x.a

other := [input.c, object.get(input, ["a", "b"], 0)]

replaced_a(x) := found if found := other with input as x

replaced_b(x) := found if found := other with input.a as x

replaced_c(x) := found if found := other with input.c as x

table.a := input.a

table.b if input.c == 1
`;

const scalar = fc.constantFrom<Json>(0, 1, "a", "b", null, true);
export const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "large" },
    scalar,
    fc.record({ a: tie("value"), b: tie("value"), c: tie("value") }, { requiredKeys: [] }),
    fc.record({ a: tie("value"), b: tie("value"), c: tie("value") }),
    fc.array(tie("value"), { maxLength: 2 }),
  ),
})).value;
/** Inputs for the policies. */
export const input = fc.record({ a: value, b: value, c: value });
/** A place in an input. */
export const field = fc.array(key, { minLength: 1, maxLength: 4 });

/** The input with something else at a field, or without it; what is on the way to it is made if need be. */
export function changed(document: Json, keys: readonly string[], put: Json | undefined): Json {
  const [first, ...rest] = keys;
  if (first === undefined) return put ?? null;
  if (isList(document) && Number(first) < document.length) {
    // Nothing is taken out of an array, as that would move what is behind it.
    if (rest.length === 0 && put === undefined) return document;
    return document.map((one, index) => (index === Number(first) ? changed(one, rest, put) : one));
  }
  if (typeof document !== "object" || document === null || isList(document)) {
    return put === undefined ? document : changed({}, keys, put);
  }
  const { [first]: before, ...others } = document as { readonly [key: string]: Json };
  if (rest.length === 0) return put === undefined ? others : { ...others, [first]: put };
  if (before === undefined && put === undefined) return document;
  return { ...others, [first]: changed(before === undefined ? {} : before, rest, put) };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
