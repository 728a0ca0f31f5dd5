import { type SpiffePatternPart, spiffePattern } from "@bylaw/dsl/spiffe";
import type { Statement, Term } from "../rego/ast.ts";
import { bind, call, compare, fails, holds, scalar, setOf, variable } from "../rego/terms.ts";
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
          holds(compare(at(0), "==", scalar("spiffe:")), "policy"),
          holds(compare(at(1), "==", scalar("")), "policy"),
          ...parts.flatMap(partChecks),
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

function partChecks(part: SpiffePatternPart, index: number): readonly Statement[] {
  if (part.kind === "literal") return [holds(compare(segment(index), "==", scalar(part.text)), "policy")];
  if (index === 0) return [holds(call("regex.match", scalar("^[a-z0-9._-]+$"), segment(index)), "policy")];
  const name = `part_${index}`;
  return [
    bind(name, segment(index)),
    holds(call("regex.match", scalar("^[A-Za-z0-9._-]+$"), variable(name)), "policy"),
    fails(compare(variable(name), "in", setOf([scalar("."), scalar("..")])), "policy"),
  ];
}
