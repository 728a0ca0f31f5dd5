import { globMatches as nativeGlob, regexMatches as nativeRegex } from "@bylaw/dsl/patterns";
import { arrayOf, call, holds, scalar, variable } from "../rego/terms.ts";
import { functionRule, type LibraryFunction } from "./function.ts";

const isText = holds(call("is_string", variable("text")), "policy");

/** `globMatches("*.example.org", text, ".")` */
export const globMatches: LibraryFunction = {
  name: "globMatches",
  operands: [1],
  check: ([pattern = "", ...delimiters]) => {
    nativeGlob(pattern, "", ...delimiters);
  },
  wish: "glob_matches",
  known: (text, [pattern = "", ...delimiters]) => nativeGlob(pattern, text, ...delimiters),
  rules: (name, [pattern = "", ...delimiters]) => {
    const stops = delimiters.length === 0 ? scalar(null) : arrayOf(delimiters.map(scalar));
    const matches = call("glob.match", scalar(pattern), stops, variable("text"));
    return [functionRule(name, ["text"], [isText, holds(matches, "policy")])];
  },
};

/** `regexMatches("^[a-z]+$", text)` */
export const regexMatches: LibraryFunction = {
  name: "regexMatches",
  operands: [1],
  check: ([pattern = ""]) => {
    nativeRegex(pattern, "");
  },
  wish: "regex_matches",
  known: (text, [pattern = ""]) => nativeRegex(pattern, text),
  rules: (name, [pattern = ""]) => {
    const matches = call("regex.match", scalar(pattern), variable("text"));
    return [functionRule(name, ["text"], [isText, holds(matches, "policy")])];
  },
};
