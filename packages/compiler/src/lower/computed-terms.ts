import { Refusal } from "../diagnostics/report.ts";
import type { Statement, Term } from "../rego/ast.ts";
import { arrayOf, call, holds, scalar, variable } from "../rego/terms.ts";
import { alternatives, type Conjunction, type Literal } from "./alternatives.ts";
import { writeLiteral } from "./body.ts";
import { elementsTerm, goThrough } from "./collections.ts";
import { comprehensionBody } from "./comprehension-body.ts";
import type { Computation } from "./computation.ts";
import { always, and, type Formula, not, type Operand, type Read } from "./formula.ts";
import { type FunctionBody, functionCall, mentions } from "./functions.ts";
import { readKey, withoutNull } from "./reads.ts";
import { innerScope, type Scope } from "./scope.ts";
import { localOf, operandTerm, reference, totalTerm } from "./terms.ts";
import { isText } from "./texts.ts";
import type { Leaf, Part, Value } from "./value.ts";

/** A computation as Rego: defined whenever what it depends on is there and well-formed. */
export function computedTerm(scope: Scope, computation: Computation): Term {
  switch (computation.kind) {
    case "concat":
      return call("concat", scalar(""), arrayOf(computation.parts.map((part) => textTerm(scope, part))));
    case "join":
      return call(
        "concat",
        operandTerm(scope, computation.separator, true),
        partsTerm(scope, computation.items),
      );
    case "first":
      return atPath(partsTerm(scope, computation.items), scalar(0));
    case "count":
    case "sum":
      return call(computation.kind, partsTerm(scope, computation.items));
    case "array":
      return partsTerm(scope, computation.items);
    case "arithmetic": {
      const { operator, left, right } = computation;
      return {
        kind: "arithmetic",
        operator,
        left: operandTerm(scope, left, true),
        right: operandTerm(scope, right, true),
      };
    }
    case "builtin":
      if (computation.name === "distinct" || computation.name === "object_of")
        scope.module.helpers.add(computation.name);
      return call(
        computation.name,
        ...computation.arguments.map((argument) => operandTerm(scope, argument, true)),
      );
    case "fromEnd": {
      const list = reference(scope, computation.of);
      const distance = scalar(computation.distance);
      return atPath(list, { kind: "arithmetic", operator: "-", left: call("count", list), right: distance });
    }
    case "narrowed":
      return narrowedTerm(scope, computation);
    case "chosen":
      return chosenTerm(scope, computation);
  }
}

/** An element of an array, or null. */
function atPath(list: Term, index: Term): Term {
  const wrapped: Term = { kind: "object", entries: [["value", list]] };
  return call("object.get", wrapped, arrayOf([scalar("value"), index]), scalar(null));
}

/** `object.get({"Pod": value}, kind, null)`: the value when its discriminant is that literal. */
function narrowedTerm(scope: Scope, { of, key, values }: Extract<Computation, { kind: "narrowed" }>): Term {
  const value = localOf(scope, of, false);
  const step = { key, presence: "required", schema: { kind: "string" } } as const;
  const discriminant: Read = { ...of, steps: [...of.steps, step], schema: step.schema };
  const members: Term = { kind: "object", entries: values.map((name) => [name, value]) };
  return call("object.get", members, arrayOf([totalTerm(scope, discriminant)]), scalar(null));
}

/** `image_of(container)`; a rule called `image` where it depends on no element. */
function chosenTerm(scope: Scope, { of, name }: Extract<Computation, { kind: "chosen" }>): Term {
  const term = functionCall(scope, `${name}_of`, bodiesOf(of, always), undefined, name);
  if (term.kind === "variable") scope.module.elementRules.set(term.name, { isSet: false, needs: [] });
  return term;
}

function textTerm(scope: Scope, operand: Operand): Term {
  const term = operandTerm(scope, operand, true);
  if (operand.kind === "constant" || (operand.kind === "read" && isText(withoutNull(operand.schema).schema)))
    return term;
  return call("format_int", term, scalar(10));
}

/** A list as an array: its elements in order. */
function partsTerm(scope: Scope, parts: readonly Part[]): Term {
  const runs: Term[] = [];
  let plain: Term[] = [];
  const flush = (): void => {
    if (plain.length > 0) runs.push(arrayOf(plain));
    plain = [];
  };
  for (const part of parts) {
    if (part.kind === "one") {
      plain.push(valueTerm(scope, part.value));
    } else {
      flush();
      runs.push(comprehension(scope, part));
    }
  }
  flush();
  const [first, ...others] = runs;
  if (first === undefined) return arrayOf([]);
  return others.reduce((left, right) => call("array.concat", left, right), first);
}

function comprehension(scope: Scope, part: Part): Term {
  const inner = innerScope(scope);
  const head = enter(inner, part);
  const body = inner.statements.length === 0 ? [holds(scalar(true), "policy")] : inner.statements;
  return { kind: "comprehension", head, body: comprehensionBody(withoutUnusedNames(body, head)) };
}

/** Writes what a part goes through and asks, and gives the element that comes of it. */
function enter(scope: Scope, part: Part): Term {
  switch (part.kind) {
    case "one":
      return valueTerm(scope, part.value);
    case "each": {
      const { variable: element } = part;
      goThrough(scope, element, elementsTerm(scope, element.collection));
      // What the list depends on was checked before: each of its elements is well-formed.
      scope.established.add(readKey(part.element));
      return enterAll(scope, part.parts);
    }
    case "when": {
      const bodies = asked(part.test);
      const [only, ...others] = bodies;
      if (only === undefined) {
        scope.statements.push(holds(scalar(false), "policy"));
      } else if (others.length === 0 && !only.some(goesThrough)) {
        for (const literal of only) writeLiteral(scope, literal);
      } else {
        const alternatives = bodies.map((body) => ({ body }));
        scope.statements.push(holds(functionCall(scope, "included", alternatives, undefined), "policy"));
      }
      return enterAll(scope, part.parts);
    }
  }
}

/** Whether a question goes through a list: in a comprehension, each answer would be an element of its own. */
function goesThrough(literal: Literal): boolean {
  return literal.kind === "quantified" && literal.quantifier === "some";
}

function enterAll(scope: Scope, parts: readonly Part[]): Term {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return enter(scope, only);
  const list = partsTerm(scope, parts);
  const name = scope.names.fresh("item");
  scope.statements.push({ kind: "some", variable: name, collection: list, origin: "policy" });
  return variable(name);
}

/** Strict OPA refuses names that nothing uses. */
export function withoutUnusedNames(statements: readonly Statement[], head: Term): readonly Statement[] {
  return statements.map((statement, index) => {
    if (statement.kind !== "some") return statement;
    const name = statement.key ?? statement.variable;
    const used = mentions(statements.slice(index + 1), name) || mentions(head, name);
    if (used) return statement;
    return { kind: "some", variable: "_", collection: statement.collection, origin: statement.origin };
  });
}

/** A value as a term, which is undefined where something that it is made of is missing. */
export function valueTerm(scope: Scope, given: Value): Term {
  const value = settled(given);
  switch (value.kind) {
    case "operand":
      return operandTerm(scope, value.operand, true);
    case "list":
      return arrayOf(value.elements.map((element) => valueTerm(scope, element)));
    case "record":
      return {
        kind: "object",
        entries: [...new Map(value.entries)].map(([key, inner]) => [key, valueTerm(scope, inner)]),
      };
    case "sequence":
      return partsTerm(scope, value.sequence.parts);
    case "formula":
    case "choice":
      return functionCall(scope, "chosen", bodiesOf(value, always), undefined);
    case "undefined":
    case "stuck":
      throw new Refusal("BYL1110", "a list of values some of which are undefined");
  }
}

/** A value without what was evaluated on the way to it: that is checked before the list is gone through. */
function settled(value: Value): Value {
  return value.kind === "choice" && value.otherwise.kind === "stuck" && onlyTouches(value.test)
    ? settled(value.whenTrue)
    : value;
}

function onlyTouches(formula: Formula): boolean {
  if (formula.kind === "and") return onlyTouches(formula.left) && onlyTouches(formula.right);
  if (formula.kind === "choose")
    return [formula.test, formula.whenTrue, formula.otherwise].every(
      (part) => part.kind === "stuck" || part.kind === "always" || onlyTouches(part),
    );
  return formula.kind === "touch";
}

/** The bodies of a condition, what was only evaluated aside. */
function asked(formula: Formula): readonly Conjunction[] {
  return alternatives(formula).map((body) => body.filter((literal) => literal.kind !== "visited"));
}

/** The bodies of a function that gives a value: one for each way in which it comes about. */
function bodiesOf(given: Value, on: Formula): readonly FunctionBody[] {
  const value = settled(given);
  switch (value.kind) {
    case "choice":
      return [
        ...bodiesOf(value.whenTrue, and(on, value.test)),
        ...bodiesOf(value.otherwise, and(on, not(value.test))),
      ];
    case "formula":
      return [
        ...bodies(and(on, value.formula), truth(true)),
        ...bodies(and(on, not(value.formula)), truth(false)),
      ];
    case "stuck":
      return [];
    default:
      return bodies(on, value);
  }
}

function truth(value: boolean): Leaf {
  return { kind: "operand", operand: { kind: "constant", value } };
}

function bodies(on: Formula, value: Leaf): readonly FunctionBody[] {
  return asked(on).map((body) => ({ body, value }));
}
