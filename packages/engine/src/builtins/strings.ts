// Source: OPA v1/topdown/strings.go, and Go's strings package, on which it rests.
import { isArray, isSet, objectEntries, type Value } from "../values/value.ts";
import {
  array,
  BuiltinError,
  BuiltinTypeError,
  object,
  operand,
  text,
  texts,
  type ValueBuiltin,
  whole,
} from "./builtin.ts";
import { binaryOf, textOfBinary } from "./bytes.ts";
import { lowered, uppered } from "./letter-case.ts";
import { sprintf } from "./sprintf.ts";
import { templateString } from "./template-string.ts";

type Args = readonly Value[];

const ascii = /^[\0-\x7f]*$/;

function isAscii(value: string): boolean {
  return ascii.test(value);
}

/** The number of code points before an index of code units. */
function codePointsBefore(value: string, units: number): number {
  return isAscii(value) ? units : [...value.slice(0, units)].length;
}

function searched(args: Args): { readonly base: string; readonly search: string } {
  const [base, search] = [text(args, 0), text(args, 1)];
  if (search === "") throw new BuiltinError("empty search character");
  return { base, search };
}

function indexOf(args: Args): Value {
  const { base, search } = searched(args);
  const found = base.indexOf(search);
  return found < 0 ? -1 : codePointsBefore(base, found);
}

function allIndices(args: Args): Value {
  const { base, search } = searched(args);
  const found: Value[] = [];
  let [points, units] = [0, 0];
  for (const character of base) {
    if (base.startsWith(search, units)) found.push(points);
    points++;
    units += character.length;
  }
  return found;
}

function substring(args: Args): Value {
  const [base, start, length] = [text(args, 0), whole(args, 1), whole(args, 2)];
  if (start < 0) throw new BuiltinError("negative offset");
  const end = length < 0 ? undefined : start + length;
  return isAscii(base) ? base.slice(start, end) : [...base].slice(start, end).join("");
}

function countOf(base: string, search: string): number {
  return search === "" ? [...base].length + 1 : base.split(search).length - 1;
}

export function split(base: string, delimiter: string): readonly string[] {
  return delimiter === "" ? [...base] : base.split(delimiter);
}

function splitN(args: Args): Value {
  const [base, delimiter, count] = [text(args, 0), text(args, 1), whole(args, 2)];
  const parts = split(base, delimiter);
  return count >= 0 ? parts.slice(0, count) : parts.slice(Math.max(parts.length + count, 0));
}

/** Replaces as Go's Replacer: at each place the first pair that matches. */
function replaceAll(base: string, pairs: readonly (readonly [string, string])[]): string {
  if (isAscii(base) || pairs.every(([old]) => old !== "")) return replaceUnits(base, pairs);
  // The empty text is between any two bytes, as Go sees it, also within a character.
  const replaced = replaceUnits(
    binaryOf(base),
    pairs.map(([old, replacement]) => [binaryOf(old), binaryOf(replacement)]),
  );
  return textOfBinary(replaced);
}

function replaceUnits(base: string, pairs: readonly (readonly [string, string])[]): string {
  let [made, position, afterEmpty] = ["", 0, false];
  while (position <= base.length) {
    const found = pairs.find(([old]) => (old !== "" || !afterEmpty) && base.startsWith(old, position));
    afterEmpty = found !== undefined && found[0] === "";
    if (found !== undefined) {
      made += found[1];
      position += found[0].length;
      continue;
    }
    const point = base.codePointAt(position);
    if (point === undefined) break;
    const character = String.fromCodePoint(point);
    made += character;
    position += character.length;
  }
  return made;
}

function replaceN(args: Args): Value {
  const pairs = objectEntries(object(args, 0)).map(([old, replacement]): [string, string] => {
    if (typeof old !== "string")
      throw new BuiltinTypeError("operand 1 non-string key found in pattern object");
    if (typeof replacement !== "string")
      throw new BuiltinTypeError("operand 1 non-string value found in pattern object");
    return [old, replacement];
  });
  return replaceAll(text(args, 1), pairs);
}

function trimmed(base: string, cut: (character: string) => boolean, left: boolean, right: boolean): string {
  const characters = [...base];
  let [from, to] = [0, characters.length];
  while (left && from < to && cut(characters[from] ?? "")) from++;
  while (right && to > from && cut(characters[to - 1] ?? "")) to--;
  return characters.slice(from, to).join("");
}

function trim(left: boolean, right: boolean): ValueBuiltin {
  return (args) => {
    const cutset = new Set(text(args, 1));
    return trimmed(text(args, 0), (character) => cutset.has(character), left, right);
  };
}

// Unicode's White_Space, which is not what JavaScript trims.
const space = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

function affixes(args: Args, position: number): readonly string[] {
  const value = operand(args, position);
  if (typeof value === "string") return [value];
  if (isArray(value) || isSet(value)) return texts(args, position);
  throw new BuiltinTypeError(`operand ${position + 1} must be one of {string, set, array}`);
}

function anyMatch(holds: (base: string, affix: string) => boolean): ValueBuiltin {
  return (args) => {
    const [bases, wanted] = [affixes(args, 0), affixes(args, 1)];
    return bases.some((base) => wanted.some((affix) => holds(base, affix)));
  };
}

function pair(compute: (left: string, right: string) => Value): ValueBuiltin {
  return (args) => compute(text(args, 0), text(args, 1));
}

export const stringBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["concat", (args) => texts(args, 1).join(text(args, 0))],
  ["indexof", indexOf],
  ["indexof_n", allIndices],
  ["substring", substring],
  ["contains", pair((base, search) => base.includes(search))],
  ["startswith", pair((base, prefix) => base.startsWith(prefix))],
  ["endswith", pair((base, suffix) => base.endsWith(suffix))],
  ["strings.count", pair(countOf)],
  ["lower", (args) => lowered(text(args, 0))],
  ["upper", (args) => uppered(text(args, 0))],
  ["split", pair(split)],
  ["strings.split_n", splitN],
  ["replace", (args) => replaceAll(text(args, 0), [[text(args, 1), text(args, 2)]])],
  ["strings.replace_n", replaceN],
  ["trim", trim(true, true)],
  ["trim_left", trim(true, false)],
  ["trim_right", trim(false, true)],
  ["trim_prefix", pair((base, prefix) => (base.startsWith(prefix) ? base.slice(prefix.length) : base))],
  [
    "trim_suffix",
    pair((base, suffix) => (base.endsWith(suffix) ? base.slice(0, base.length - suffix.length) : base)),
  ],
  ["trim_space", (args) => trimmed(text(args, 0), (character) => space.test(character), true, true)],
  ["strings.reverse", (args) => [...text(args, 0)].reverse().join("")],
  ["strings.any_prefix_match", anyMatch((base, prefix) => base.startsWith(prefix))],
  ["strings.any_suffix_match", anyMatch((base, suffix) => base.endsWith(suffix))],
  ["sprintf", (args) => sprintf(text(args, 0), array(args, 1))],
  ["internal.template_string", (args) => templateString(array(args, 0))],
]);
