import type { Schema } from "@bylaw/dsl/schema";
import type { Rule, Statement, Term } from "../rego/ast.ts";
import { arrayOf, call, compare, fails, holds, scalar, variable } from "../rego/terms.ts";
import type { Helper } from "./formula.ts";
import { listFunction } from "./list-functions.ts";
import { shapeChecks } from "./shape-checks.ts";

/** Functions that a generated module may define for itself. */
export type HelperName = Helper["name"] | TestName | ListName;

/** Helpers that are the same in every module. */
export type PlainHelperName = Exclude<HelperName, "verified_claims" | "shaped" | "function">;

/** Tests of values that OPA has no builtin for. */
type TestName = "exact_number" | "optional_number" | "in_domain";

/** Lists and objects made of a list. */
type ListName = "distinct" | "object_of";

/** Says that a helper is called, so that the module defines it. */
export type HelperUse = (name: TestName) => void;

type Body = readonly Statement[];

function functionRule(name: string, parameters: readonly string[], body: Body, value?: Term): Rule {
  return {
    kind: "rule",
    head: { kind: "function", name, parameters, ...(value === undefined ? {} : { value }) },
    body,
  };
}

/** The definition of a helper that has no arguments of its own. */
export function plainHelper(name: PlainHelperName): readonly Rule[] {
  switch (name) {
    case "business_hours":
      return [
        functionRule(
          "business_hours",
          ["ns", "zone", "from", "to", "days"],
          [
            holds(call("is_number", variable("ns")), "policy"),
            {
              kind: "assign",
              target: arrayOf([variable("hour"), variable("_"), variable("_")]),
              value: call("time.clock", arrayOf([variable("ns"), variable("zone")])),
              origin: "policy",
            },
            holds(compare(variable("hour"), ">=", variable("from")), "policy"),
            holds(compare(variable("hour"), "<", variable("to")), "policy"),
            holds(
              compare(
                call("time.weekday", arrayOf([variable("ns"), variable("zone")])),
                "in",
                variable("days"),
              ),
              "policy",
            ),
          ],
        ),
      ];
    case "is_ip":
      return [functionRule("is_ip", ["ip"], addressChecks())];
    case "in_cidr":
      return [
        functionRule(
          "in_cidr",
          ["ip", "blocks"],
          [
            ...addressChecks(),
            { kind: "some", variable: "block", collection: variable("blocks"), origin: "policy" },
            holds(call("net.cidr_contains", variable("block"), variable("ip")), "policy"),
          ],
        ),
      ];
    case "bearer_token":
      return [
        { kind: "default", name: "bearer_token", parameters: 1, value: null },
        functionRule(
          "bearer_token",
          ["authorization"],
          [
            holds(call("is_string", variable("authorization")), "policy"),
            {
              kind: "assign",
              target: arrayOf([variable("scheme"), variable("token")]),
              value: call("split", variable("authorization"), scalar(" ")),
              origin: "policy",
            },
            holds(compare(call("lower", variable("scheme")), "==", scalar("bearer")), "policy"),
            holds(compare(variable("token"), "!=", scalar("")), "policy"),
          ],
          variable("token"),
        ),
      ];
    case "distinct":
    case "object_of":
      return listFunction(name);
    case "exact_number":
      return [functionRule("exact_number", ["value"], exactChecks())];
    case "in_domain":
      return [
        { kind: "default", name: "in_domain", parameters: 1, value: false },
        functionRule("in_domain", ["value"], [fails(call("is_number", variable("value")), "policy")]),
        functionRule("in_domain", ["value"], exactChecks()),
      ];
    case "optional_number":
      return [
        functionRule(
          "optional_number",
          ["value"],
          [holds(compare(variable("value"), "==", scalar(null)), "policy")],
        ),
        functionRule("optional_number", ["value"], exactChecks()),
      ];
  }
}

/** OPA cannot ask whether a text is an address; with a prefix length behind it, it can. */
function addressChecks(): Body {
  return [
    holds(call("is_string", variable("ip")), "policy"),
    holds(
      call("net.cidr_is_valid", call("concat", scalar(""), arrayOf([variable("ip"), scalar("/32")]))),
      "policy",
    ),
  ];
}

/** Beyond 2^53 a double rounds, so that TypeScript and Rego would see different numbers. */
function exactChecks(): Body {
  return [
    holds(call("is_number", variable("value")), "policy"),
    holds(compare(call("abs", variable("value")), "<=", scalar(Number.MAX_SAFE_INTEGER)), "policy"),
  ];
}

/**
 * The function that verifies a token and checks its claims: null whenever anything is wrong with it.
 * The clock is an argument of the verification, since OPA would otherwise take one that a replay cannot set.
 */
export function claimsHelper(
  name: string,
  constraints: readonly (readonly [string, string])[],
  claims: Schema,
  fresh: (wish: string) => string,
  use: HelperUse,
): readonly Rule[] {
  const options: Term = {
    kind: "object",
    entries: [
      ...constraints.map(([key, value]): readonly [string, Term] => [key, scalar(value)]),
      ["time", call("time.now_ns")],
    ],
  };
  const checks = shapeChecks(claims, variable("claims"), fresh, use);
  return [
    { kind: "default", name, parameters: 1, value: null },
    functionRule(
      name,
      ["token"],
      [
        holds(call("is_string", variable("token")), "policy"),
        {
          kind: "assign",
          target: arrayOf([variable("valid"), variable("_"), variable("claims")]),
          value: call("io.jwt.decode_verify", variable("token"), options),
          origin: "policy",
        },
        holds(variable("valid"), "policy"),
        ...checks.statements,
      ],
      variable("claims"),
    ),
    ...checks.rules,
  ];
}

/** The function that gives a value back when it has a shape, and null otherwise. */
export function shapeHelper(
  name: string,
  schema: Schema,
  fresh: (wish: string) => string,
  use: HelperUse,
): readonly Rule[] {
  const checks = shapeChecks(schema, variable("value"), fresh, use);
  return [
    { kind: "default", name, parameters: 1, value: null },
    functionRule(name, ["value"], checks.statements, variable("value")),
    ...checks.rules,
  ];
}
