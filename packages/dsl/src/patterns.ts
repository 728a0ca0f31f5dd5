import { BuiltinError, builtins } from "@bylaw/engine/builtins";

/**
 * Whether a text matches a glob, as OPA's `glob.match` says: `*` any text without a delimiter, `**` any text, `?` one
 * character, `[a-z]` and `{one,other}`.
 *
 * @param pattern a literal or constant
 * @param text what is matched, all of it
 * @param delimiters characters that `*` and `?` stop at; literals or constants, none when absent
 * @throws TypeError when `pattern` is no glob or a delimiter is not one character
 */
export function globMatches(pattern: string, text: string, ...delimiters: readonly string[]): boolean {
  return matches("glob.match", pattern, [pattern, delimiters.length === 0 ? null : delimiters, text]);
}

/**
 * Whether some part of a text matches a regular expression of RE2, as OPA's `regex.match` says: no lookaround, no
 * backreferences, and never slow. Write `^` and `$` to match all of it.
 *
 * @param pattern a literal or constant
 * @throws TypeError when `pattern` is no such expression
 */
export function regexMatches(pattern: string, text: string): boolean {
  return matches("regex.match", pattern, [pattern, text]);
}

function matches(
  name: "glob.match" | "regex.match",
  pattern: string,
  args: readonly (string | readonly string[] | null)[],
): boolean {
  try {
    return builtins.get(name)?.(args, { now: 0n }) === true;
  } catch (error) {
    if (!(error instanceof BuiltinError)) throw error;
    throw new TypeError(`${JSON.stringify(pattern)} is no pattern for ${name}: ${error.message}`);
  }
}
