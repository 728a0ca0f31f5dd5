import { touchParts } from "./computation.ts";
import { always, and, choose, type Formula, stuck } from "./formula.ts";
import { choice, type Value } from "./value.ts";

/** The value, once what is evaluated before it could be read. */
export function after(touched: Formula, value: Value): Value {
  return touched.kind === "always" ? value : choice(touched, value, { kind: "stuck" });
}

/**
 * What must be readable for a choice: both of its sides, since a value of the declared shape is readable wherever it
 * is looked for. To say which of them would double the bodies of the rule.
 */
function touchChoice(test: Formula, whenTrue: Formula, otherwise: Formula): Formula {
  if (whenTrue.kind === "stuck" || otherwise.kind === "stuck")
    return and({ kind: "touch", of: test }, choose(test, whenTrue, otherwise));
  return { kind: "touch", of: { kind: "choose", test, whenTrue, otherwise } };
}

/** What must be readable for a value to have been evaluated. */
export function touch(value: Value): Formula {
  switch (value.kind) {
    case "operand":
      if (value.operand.kind === "read") {
        const read = value.operand;
        const isWhole = read.root.kind === "input" || read.root.kind === "data";
        return isWhole && read.steps.length === 0 ? always : { kind: "touch", of: read };
      }
      return value.operand.kind === "count" ? { kind: "touch", of: value.operand.of } : always;
    case "formula":
      return value.formula.kind === "always" || value.formula.kind === "never"
        ? always
        : { kind: "touch", of: value.formula };
    case "list":
      return value.elements.map(touch).reduce(and, always);
    case "sequence":
      return touchParts(value.sequence.parts);
    case "record":
      return value.entries.map(([, inner]) => touch(inner)).reduce(and, always);
    case "choice":
      return touchChoice(value.test, touch(value.whenTrue), touch(value.otherwise));
    case "undefined":
      return always;
    case "stuck":
      return stuck;
  }
}
