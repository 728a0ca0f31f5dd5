import type { Schema } from "@bylaw/dsl/schema";
import { parseTime as nativeParseTime, timePattern } from "@bylaw/dsl/time";
import type { Operator, Statement } from "../rego/ast.ts";
import { bind, call, compare, holds, scalar, variable } from "../rego/terms.ts";
import { functionRule, type LibraryFunction } from "./function.ts";

/** In Rego it has nanoseconds, `ns`, which no policy reads: they are beyond what a double holds. */
const instant: Schema = { kind: "object", properties: {} };

/** `parseTime(text)` */
export const parseTime: LibraryFunction = {
  name: "parseTime",
  operands: [0],
  check: () => undefined,
  known: (text) => (nativeParseTime(text) === undefined ? undefined : "later"),
  result: () => instant,
  wish: "parsed_time",
  rules: (name) => [
    { kind: "default", name, parameters: 1, value: null },
    functionRule(
      name,
      ["text"],
      [
        holds(call("is_string", variable("text")), "policy"),
        // OPA's builtin fails of what is no time, and takes some texts that are none.
        holds(call("regex.match", scalar(timePattern), variable("text")), "policy"),
      ],
      { kind: "object", entries: [["ns", call("time.parse_rfc3339_ns", variable("text"))]] },
    ),
  ],
};

/** `isBefore(instant, other)` */
export const isBefore = order("isBefore", "is_before", "<");

/** `isAfter(instant, other)` */
export const isAfter = order("isAfter", "is_after", ">");

function order(name: string, wish: string, operator: Operator): LibraryFunction {
  return {
    name,
    operands: [0, 1],
    ofInstants: true,
    check: () => undefined,
    wish,
    rules: (rule) => [
      functionRule(
        rule,
        ["instant", "other"],
        [
          ...bothAre("instant", "other"),
          holds(compare(variable("instant"), operator, variable("other")), "policy"),
        ],
      ),
    ],
  };
}

/** `secondsBetween(from, to)` */
export const secondsBetween: LibraryFunction = {
  name: "secondsBetween",
  operands: [0, 1],
  ofInstants: true,
  check: () => undefined,
  result: () => ({ kind: "number" }),
  wish: "seconds_between",
  rules: (name) => [
    { kind: "default", name, parameters: 2, value: null },
    functionRule(
      name,
      ["from", "to"],
      [
        ...bothAre("from", "to"),
        bind("ns", { kind: "arithmetic", operator: "-", left: variable("to"), right: variable("from") }),
        // What is left divides exactly; a quotient that does not would be rounded.
        bind("rest", { kind: "arithmetic", operator: "%", left: variable("ns"), right: second }),
        bind("whole", { kind: "arithmetic", operator: "-", left: variable("ns"), right: variable("rest") }),
        bind("seconds", { kind: "arithmetic", operator: "/", left: variable("whole"), right: second }),
      ],
      variable("seconds"),
    ),
  ],
};

const second = scalar(1_000_000_000);

function bothAre(...names: readonly string[]): readonly Statement[] {
  return names.map((name) => holds(call("is_number", variable(name)), "policy"));
}
