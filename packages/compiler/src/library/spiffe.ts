import { spiffeId as nativeSpiffeId, type SpiffePatternPart, spiffePattern } from "@bylaw/dsl/spiffe";
import type { Statement, Term } from "../rego/ast.ts";
import { arrayOf, bind, call, compare, holds, scalar, variable } from "../rego/terms.ts";
import { functionRule, type LibraryFunction } from "./function.ts";

const longestId = 2_048;

function partsOf([pattern = ""]: readonly string[]): readonly SpiffePatternPart[] {
  return spiffePattern(pattern);
}

/** `spiffeId(id, "spiffe://example.org/ns/{namespace}")` */
export const spiffeId: LibraryFunction = {
  name: "spiffeId",
  operands: [0],
  check: (literals) => {
    partsOf(literals);
  },
  known: (id, [pattern = ""]) => (nativeSpiffeId(id, pattern) === undefined ? undefined : "later"),
  result: (literals) => ({
    kind: "object",
    properties: Object.fromEntries(
      partsOf(literals).flatMap((part) =>
        part.kind === "name" ? [[part.name, { schema: { kind: "string" }, optional: false }] as const] : [],
      ),
    ),
  }),
  wish: "spiffe_id",
  rules: (name, literals) => {
    const parts = partsOf(literals);
    const named = parts.flatMap((part, index) => (part.kind === "name" ? [{ name: part.name, index }] : []));
    const fixed: readonly (readonly [number, string])[] = [
      [0, "spiffe:"],
      [1, ""],
      ...parts.flatMap((part, index) => (part.kind === "literal" ? [[index + 2, part.text] as const] : [])),
    ];
    const value: Term = {
      kind: "object",
      entries: named.map((part) => [part.name, segment(part.index)]),
    };
    return [
      { kind: "default", name, parameters: 1, value: null },
      functionRule(
        name,
        ["id"],
        [
          holds(call("is_string", variable("id")), "policy"),
          holds(compare(call("count", variable("id")), "<=", scalar(longestId)), "policy"),
          bind("parts", call("split", variable("id"), scalar("/"))),
          holds(compare(call("count", variable("parts")), "==", scalar(parts.length + 2)), "policy"),
          holds(
            compare(
              arrayOf(fixed.map(([index]) => at(index))),
              "==",
              arrayOf(fixed.map(([, text]) => scalar(text))),
            ),
            "policy",
          ),
          ...named.map(partCheck),
        ],
        value,
      ),
    ];
  },
};

/** A segment stands behind the scheme and the empty text between its slashes. */
function segment(index: number): Term {
  return at(index + 2);
}

function at(index: number): Term {
  return { kind: "reference", head: variable("parts"), path: [scalar(index)] };
}

/** A trust domain, or a segment of characters that are plain, neither `.` nor `..`. */
function partCheck({ index }: { readonly index: number }): Statement {
  const pattern =
    index === 0 ? "^[a-z0-9._-]+$" : "^(?:\\.?[A-Za-z0-9_-]|\\.\\.[A-Za-z0-9._-])[A-Za-z0-9._-]*$";
  return holds(call("regex.match", scalar(pattern), segment(index)), "policy");
}
