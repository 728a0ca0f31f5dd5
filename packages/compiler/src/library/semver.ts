import { semverAtLeast as nativeAtLeast } from "@bylaw/dsl/semver";
import type { Operator } from "../rego/ast.ts";
import { bind, call, compare, holds, scalar, variable } from "../rego/terms.ts";
import { functionRule, type LibraryFunction } from "./function.ts";

/** `isSemver(text)` */
export const isSemver: LibraryFunction = {
  name: "isSemver",
  operands: [0],
  check: () => undefined,
  wish: "is_semver",
  rules: (name) => [
    functionRule(name, ["text"], [holds(call("semver.is_valid", variable("text")), "policy")]),
  ],
};

/** `semverAtLeast(text, "1.2.0")` */
export const semverAtLeast = order("semverAtLeast", "semver_at_least", ">=");

/** `semverBelow(text, "1.2.0")` */
export const semverBelow = order("semverBelow", "semver_below", "<");

function order(name: string, wish: string, operator: Operator): LibraryFunction {
  return {
    name,
    operands: [0],
    check: ([version = ""]) => {
      nativeAtLeast("", version);
    },
    result: () => ({ kind: "boolean" }),
    wish,
    rules: (rule, [version = ""]) => [
      { kind: "default", name: rule, parameters: 1, value: null },
      functionRule(
        rule,
        ["text"],
        [
          // It is false, not an error, for what is no text.
          holds(call("semver.is_valid", variable("text")), "policy"),
          bind(
            "answer",
            compare(call("semver.compare", variable("text"), scalar(version)), operator, scalar(0)),
          ),
        ],
        variable("answer"),
      ),
    ],
  };
}
