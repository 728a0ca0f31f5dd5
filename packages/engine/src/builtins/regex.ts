// Source: OPA v1/topdown/regex.go. Patterns are RE2's, matched in linear time by re2js, never by RegExp.
import { RE2JS } from "re2js";
import type { Value } from "../values/value.ts";
import { Automaton } from "./automaton/automaton.ts";
import { BuiltinError, text, type ValueBuiltin, whole } from "./builtin.ts";

type Args = readonly Value[];

const maxKept = 200;
const kept = new Map<string, RE2JS>();

/**
 * Compiles a pattern of RE2.
 *
 * @throws {BuiltinError} when it is none
 */
export function compiledPattern(pattern: string): RE2JS {
  const known = kept.get(pattern);
  if (known) return known;
  let made: RE2JS;
  try {
    made = RE2JS.compile(pattern);
  } catch {
    throw new BuiltinError("error parsing regexp");
  }
  if (kept.size >= maxKept) kept.clear();
  kept.set(pattern, made);
  return made;
}

const automata = new Map<string, Automaton | "none">();

/** What an automaton says of a match anywhere in a text; undefined when only RE2 can tell. */
function quickMatch(pattern: string, input: string): boolean | undefined {
  let automaton = automata.get(pattern);
  if (automaton === undefined) {
    automaton = Automaton.of(pattern) ?? "none";
    if (automata.size >= maxKept) automata.clear();
    automata.set(pattern, automaton);
  }
  return automaton === "none" ? undefined : automaton.matches(input);
}

/**
 * Whether a pattern of RE2 matches anywhere in a text.
 *
 * @throws {BuiltinError} when it is no pattern
 */
export function isMatch(pattern: string, input: string): boolean {
  const compiled = compiledPattern(pattern);
  return quickMatch(pattern, input) ?? compiled.matcher(input).find();
}

interface Match {
  readonly start: number;
  readonly end: number;
  /** The whole first; a group without a part in the match is null. */
  readonly groups: readonly (string | null)[];
}

/** All matches that do not overlap, as Go finds them: an empty one may not touch the one before. */
function matches(pattern: string, input: string, limit: number): readonly Match[] {
  const compiled = compiledPattern(pattern);
  if (quickMatch(pattern, input) === false) return [];
  const matcher = compiled.matcher(input);
  const found: Match[] = [];
  let end = -1;
  while ((limit < 0 || found.length < limit) && matcher.find()) {
    const [start, stop] = [matcher.start(), matcher.end()];
    if (start === stop && start === end) continue;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group));
    found.push({ start, end: stop, groups });
    end = stop;
  }
  return found;
}

function split(args: Args): Value {
  const [pattern, input] = [text(args, 0), text(args, 1)];
  compiledPattern(pattern);
  if (pattern !== "" && input === "") return [""];
  const parts: string[] = [];
  let from = 0;
  let last = 0;
  for (const { start, end } of matches(pattern, input, -1)) {
    // Go leaves out an empty match at the beginning.
    if (end === 0) continue;
    last = start;
    parts.push(input.slice(from, last));
    from = end;
  }
  if (last !== input.length) parts.push(input.slice(from));
  return parts;
}

/** Puts groups into a replacement: `$1`, `$name`, `${name}`, `$$`, as Go's `Expand`. */
function expanded(template: string, match: Match, names: Readonly<Record<string, number>>): string {
  return template.replace(
    /\$(?:(\$)|(\w+)|\{(\w+)\})/g,
    (_: string, dollar: string | undefined, bare: string | undefined, braced: string | undefined) => {
      if (dollar !== undefined) return "$";
      const name = bare ?? braced ?? "";
      const group = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name] : undefined;
      return group === undefined ? "" : (match.groups[group] ?? "");
    },
  );
}

function replace(args: Args): Value {
  const [base, pattern, replacement] = [text(args, 0), text(args, 1), text(args, 2)];
  const names = compiledPattern(pattern).namedGroups() as Readonly<Record<string, number>>;
  let made = "";
  let from = 0;
  for (const match of matches(pattern, base, -1)) {
    made += base.slice(from, match.start) + expanded(replacement, match, names);
    from = match.end;
  }
  return made + base.slice(from);
}

function isValid([pattern]: Args): boolean {
  if (typeof pattern !== "string") return false;
  try {
    compiledPattern(pattern);
    return true;
  } catch {
    return false;
  }
}

/** A pattern of which only the parts between delimiters are regular expressions. */
function templateMatch(args: Args): Value {
  const [template, input, start, end] = [text(args, 0), text(args, 1), text(args, 2), text(args, 3)];
  for (const delimiter of [start, end])
    if (Buffer.byteLength(delimiter) !== 1)
      throw new BuiltinError("a delimiter has to be exactly one character long");
  let pattern = "^";
  let [depth, from] = [0, 0];
  for (let index = 0; index < template.length; index++) {
    if (template[index] === start && depth++ === 0) {
      pattern += RE2JS.quote(template.slice(from, index));
      from = index + 1;
    } else if (template[index] === end) {
      if (--depth < 0) throw new BuiltinError("unbalanced braces");
      if (depth === 0) {
        pattern += `(${template.slice(from, index)})`;
        from = index + 1;
      }
    }
  }
  if (depth !== 0) throw new BuiltinError("unbalanced braces");
  return isMatch(`${pattern}${RE2JS.quote(template.slice(from))}$`, input);
}

const match: ValueBuiltin = (args) => isMatch(text(args, 0), text(args, 1));

export const regexBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["regex.match", match],
  ["re_match", match],
  ["regex.is_valid", isValid],
  ["regex.split", split],
  ["regex.replace", replace],
  ["regex.template_match", templateMatch],
  [
    "regex.find_n",
    (args) => matches(text(args, 0), text(args, 1), whole(args, 2)).map(({ groups }) => groups[0] ?? ""),
  ],
  [
    "regex.find_all_string_submatch_n",
    (args) =>
      matches(text(args, 0), text(args, 1), whole(args, 2)).map(({ groups }) =>
        groups.map((group) => group ?? ""),
      ),
  ],
]);
