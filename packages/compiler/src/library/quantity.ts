import { quantityLimits, quantityPattern } from "@bylaw/dsl/kubernetes";
import type { Operator, Rule, Term } from "../rego/ast.ts";
import { arrayOf, bind, call, compare, holds, scalar, variable } from "../rego/terms.ts";
import { functionRule, type LibraryFunction } from "./function.ts";

/** `quantityAtMost(quantity, "500m")` */
export const quantityAtMost = order("quantityAtMost", "quantity_at_most", "<=");

/** `quantityAtLeast(quantity, "500m")` */
export const quantityAtLeast = order("quantityAtLeast", "quantity_at_least", ">=");

/**
 * Digits are compared as texts, the longer number being the greater one, since engines round numbers beyond 64 bits.
 * For each suffix there is a limit of its own, so that nothing is multiplied.
 */
function order(name: string, wish: string, operator: Operator): LibraryFunction {
  return {
    name,
    operands: [0],
    check: ([limit = ""]) => {
      quantityLimits(limit);
    },
    result: () => ({ kind: "boolean" }),
    wish,
    rules: (rule, [limit = ""], fresh) => {
      const text = fresh("quantity_text");
      return [
        { kind: "default", name: rule, parameters: 1, value: null },
        functionRule(
          rule,
          ["quantity"],
          [
            bind("text", call(text, variable("quantity"))),
            bind(
              "amounts",
              call("regex.find_all_string_submatch_n", scalar(quantityPattern), variable("text"), scalar(1)),
            ),
            bind("whole", call("trim_left", group(1), scalar("0"))),
            bind(
              "fraction",
              call("trim_right", call("concat", scalar(""), arrayOf([group(2), group(3)])), scalar("0")),
            ),
            bind("limits", limitsTerm(limit)),
            bind("limit", { kind: "reference", head: variable("limits"), path: [group(4)] }),
            bind(
              "answer",
              compare(
                arrayOf([call("count", variable("whole")), variable("whole"), variable("fraction")]),
                operator,
                variable("limit"),
              ),
            ),
          ],
          variable("answer"),
        ),
        ...textRules(text),
      ];
    },
  };
}

function group(index: number): Term {
  return { kind: "reference", head: variable("amounts"), path: [scalar(0), scalar(index)] };
}

function limitsTerm(limit: string): Term {
  return {
    kind: "object",
    entries: [...quantityLimits(limit)].map(([suffix, { whole, fraction }]): readonly [string, Term] => [
      suffix,
      arrayOf([whole.length, whole, fraction].map(scalar)),
    ]),
  };
}

/** The quantity as text: one that is a number must be whole, and exact in a double. */
function textRules(name: string): readonly Rule[] {
  const quantity = variable("quantity");
  return [
    functionRule(name, ["quantity"], [holds(call("is_string", quantity), "policy")], quantity),
    functionRule(
      name,
      ["quantity"],
      [
        holds(call("is_number", quantity), "policy"),
        holds(compare(call("abs", quantity), "<=", scalar(Number.MAX_SAFE_INTEGER)), "policy"),
        bind("whole", call("floor", quantity)),
        holds(compare(variable("whole"), "==", quantity), "policy"),
      ],
      // In WebAssembly, format_int fails of numbers beyond 32 bits.
      call("json.marshal", variable("whole")),
    ),
  ];
}
