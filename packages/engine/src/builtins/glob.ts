// Source: OPA v1/topdown/glob.go and github.com/gobwas/glob. A glob becomes a pattern of RE2, so that matching is
// linear.
import type { Value } from "../values/value.ts";
import { array, BuiltinError, BuiltinTypeError, operand, text, texts, type ValueBuiltin } from "./builtin.ts";
import { isMatch } from "./regex.ts";

const meta = /[*?\\[\]{}]/g;

function delimiters(args: readonly Value[]): readonly string[] {
  if (operand(args, 1) === null) return [];
  array(args, 1);
  const given = texts(args, 1);
  if (given.some((delimiter) => [...delimiter].length !== 1))
    throw new BuiltinTypeError("operand 2 must be array of single characters");
  return given.length === 0 ? ["."] : given;
}

function escaped(character: string): string {
  return /[\w\s]/.test(character) || character.charCodeAt(0) > 0x7f ? character : `\\${character}`;
}

/** The pattern of RE2 that matches what a glob does. */
function patternOf(pattern: string, separators: readonly string[]): string {
  const one = separators.length === 0 ? "." : `[^${separators.map(escaped).join("")}]`;
  let made = "";
  const characters = [...pattern];
  let depth = 0;
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? "";
    if (character === "\\") {
      index++;
      if (index >= characters.length) throw new BuiltinError("glob ends in an escape");
      made += escaped(characters[index] ?? "");
    } else if (character === "*") {
      const run = index;
      while (characters[index + 1] === "*") index++;
      made += index > run ? ".*" : `${one}*`;
    } else if (character === "?") made += one;
    else if (character === "[") {
      const end = characters.indexOf("]", index + 1);
      if (end < 0) throw new BuiltinError("unexpected end of glob");
      made += characterClass(characters.slice(index + 1, end));
      index = end;
    } else if (character === "{") {
      depth++;
      made += "(?:";
    } else if (character === "}" && depth > 0) {
      depth--;
      made += ")";
    } else if (character === "," && depth > 0) made += "|";
    else made += escaped(character);
  }
  if (depth > 0) throw new BuiltinError("unexpected end of glob");
  return `(?s)^(?:${made})$`;
}

function characterClass(listed: readonly string[]): string {
  const negated = listed[0] === "!";
  const members = negated ? listed.slice(1) : listed;
  if (members.length === 0) throw new BuiltinError("empty list in glob");
  const [low = "", dash, high = ""] = members;
  const isRange = members.length === 3 && dash === "-";
  if (isRange && high < low) throw new BuiltinError("hi character is less than lo");
  const inner = isRange ? `${escaped(low)}-${escaped(high)}` : members.map(escaped).join("");
  return `[${negated ? "^" : ""}${inner}]`;
}

export const globBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["glob.match", (args) => isMatch(patternOf(text(args, 0), delimiters(args)), text(args, 2))],
  ["glob.quote_meta", (args) => text(args, 0).replace(meta, "\\$&")],
]);
