import { always, and, choose, type Formula, never, not, or } from "./formula.ts";

/**
 * A condition without what is only evaluated on the way: a rule that denies has everything that it reads checked
 * beside it, so that its bodies need not.
 */
export function withoutTouches(formula: Formula): Formula {
  switch (formula.kind) {
    case "touch":
      return always;
    case "not":
      return not(withoutTouches(formula.operand));
    case "and": {
      const right = withoutTouches(formula.right);
      return right.kind === "never" ? never : and(withoutTouches(formula.left), right);
    }
    case "or": {
      const right = withoutTouches(formula.right);
      return right.kind === "always" ? always : or(withoutTouches(formula.left), right);
    }
    case "choose":
      return choice(formula);
    case "quantified":
      return quantified(formula);
    case "always":
    case "never":
    case "stuck":
    case "atom":
      return formula;
  }
}

/** Where TypeScript would throw on one side, the input is not of the declared shape, and that is checked beside. */
function choice(formula: Extract<Formula, { kind: "choose" }>): Formula {
  const whenTrue = withoutTouches(formula.whenTrue);
  const otherwise = withoutTouches(formula.otherwise);
  if (whenTrue.kind === "stuck") return otherwise;
  if (otherwise.kind === "stuck") return whenTrue;
  const settled = whenTrue.kind === "always" || whenTrue.kind === "never";
  return settled && whenTrue.kind === otherwise.kind
    ? whenTrue
    : choose(withoutTouches(formula.test), whenTrue, otherwise);
}

function quantified(formula: Extract<Formula, { kind: "quantified" }>): Formula {
  const body = withoutTouches(formula.body);
  // Every element of any list satisfies what always holds.
  return body.kind === "always" && formula.quantifier === "every" ? always : { ...formula, body };
}
