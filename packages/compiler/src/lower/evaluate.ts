import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Constant, Expression, FunctionDefinition } from "../ir/expression.ts";
import { access, bindingValue, indexed } from "./access.ts";
import { compareValues, includesValue } from "./compare.ts";
import { always, and, atom, type Formula, never, not, or, type Read, stuck } from "./formula.ts";
import { libraryValue } from "./library.ts";
import { mayBeEmpty, schemaOfConstants, withoutNull } from "./reads.ts";
import { after, touch } from "./touch.ts";
import {
  choice,
  constantValue,
  formulaOf,
  type Leaf,
  mapValue,
  undefinedValue,
  type Value,
} from "./value.ts";

/** How many expressions one rule may come to once its calls are inlined. */
const largestRule = 20_000;

/** What names stand for, by the number of the local. */
export type Environment = ReadonlyMap<number, Value>;

/** What evaluation carries along: the functions to inline, and how much it has done. */
export interface Work {
  readonly functions: ReadonlyMap<number, FunctionDefinition>;
  readonly constants: Map<number, Value>;
  steps: number;
  variables: number;
}

/** What the evaluation of one rule begins with. */
export function createWork(functions: Work["functions"]): Work {
  return { functions, constants: new Map(), steps: 0, variables: 0 };
}

/**
 * Inlines a rule: its calls, constants and bindings become one condition over reads of the input.
 * @throws Refusal when the rule uses something that has no exact meaning in Rego, or grows too large
 */
export function ruleFormula(
  rule: FunctionDefinition,
  input: Read,
  functions: ReadonlyMap<number, FunctionDefinition>,
): Formula {
  const work = createWork(functions);
  return toFormula(applyFunction(rule, [{ kind: "operand", operand: input }], work, rule.span), rule.span);
}

function applyFunction(
  definition: FunctionDefinition,
  values: readonly Value[],
  work: Work,
  span: Span,
): Value {
  let environment: Environment = new Map();
  let touched: Formula = always;
  for (const [index, bindings] of definition.parameters.entries()) {
    const value = values[index] ?? undefinedValue;
    touched = and(touched, touch(value));
    for (const binding of bindings) {
      const bound = bindingValue(binding, value, span);
      if (binding.path.length > 0) touched = and(touched, touch(bound));
      environment = new Map(environment).set(binding.local.id, bound);
    }
  }
  return after(touched, evaluate(definition.body, environment, work));
}

/** A list or object of the policy: all its parts are evaluated, whichever of them is used. */
function built(value: Value): Value {
  return after(touch(value), value);
}

/** The value that an expression stands for. */
export function evaluate(expression: Expression, environment: Environment, work: Work): Value {
  work.steps += 1;
  if (work.steps > largestRule)
    throw new Refusal("BYL1118", "its calls come to too many expressions", expression.span);
  const again = (inner: Expression): Value => evaluate(inner, environment, work);
  const condition = (inner: Expression): Formula => toFormula(again(inner), inner.span);
  const { span } = expression;
  switch (expression.kind) {
    case "constant":
      return constantValue(expression.value);
    case "undefined":
      return undefinedValue;
    case "local":
      return environment.get(expression.local.id) ?? { kind: "stuck" };
    case "list":
      return built(listValue(expression.elements.map(again)));
    case "record":
      return built(recordValue(expression.entries.map(([key, inner]) => [key, again(inner)])));
    case "property":
      return access(again(expression.object), expression.key, expression.chained, span);
    case "index":
      return indexed(again(expression.object), again(expression.index), expression.chained, span);
    case "call":
      return callValue(expression.callee, expression.arguments.map(again), work, span);
    case "library":
      return libraryValue(expression.call, again, span);
    case "compare":
      return { kind: "formula", formula: compareExpressions(expression, again) };
    case "and":
      return { kind: "formula", formula: and(condition(expression.left), condition(expression.right)) };
    case "or":
      return { kind: "formula", formula: or(condition(expression.left), condition(expression.right)) };
    case "not":
      return { kind: "formula", formula: not(condition(expression.operand)) };
    case "coalesce":
      return coalesce(again(expression.value), () => again(expression.fallback), span);
    case "conditional":
      return choice(condition(expression.test), again(expression.whenTrue), again(expression.otherwise));
    case "let": {
      const value = again(expression.value);
      let inner = environment;
      let touched = touch(value);
      for (const binding of expression.bindings) {
        const bound = bindingValue(binding, value, span);
        if (binding.path.length > 0) touched = and(touched, touch(bound));
        inner = new Map(inner).set(binding.local.id, bound);
      }
      return after(touched, evaluate(expression.body, inner, work));
    }
    case "text": {
      const argument = again(expression.argument);
      return receive(again(expression.subject), expression.chained, (subject) => ({
        kind: "formula",
        formula: formulaOf(argument, (leaf) => textFormula(expression.relation, subject, leaf, span)),
      }));
    }
    case "includes": {
      const element = again(expression.element);
      return receive(again(expression.collection), expression.chained, (collection) => ({
        kind: "formula",
        formula: and(
          touch(element),
          includesValue(collection, element, span, () => {
            work.variables += 1;
            return work.variables;
          }),
        ),
      }));
    }
    case "quantifier":
      return receive(again(expression.collection), expression.chained, (collection) => ({
        kind: "formula",
        formula: quantify(expression, collection, environment, work),
      }));
    case "length":
      return receive(again(expression.of), expression.chained, (leaf) => lengthValue(leaf, span));
    case "template":
      return templateValue(expression.parts.map(again), span);
  }
}

/** The condition that a boolean value is. */
export function toFormula(value: Value, span: Span): Formula {
  return formulaOf(value, (leaf) => {
    switch (leaf.kind) {
      case "formula":
        return leaf.formula;
      case "operand":
        if (leaf.operand.kind === "constant") return leaf.operand.value === true ? always : never;
        if (leaf.operand.kind === "read") {
          return atom({ kind: "equal", left: leaf.operand, right: { kind: "constant", value: true }, span });
        }
        throw new Refusal("BYL1103", "a number", span);
      case "undefined":
        return stuck;
      case "list":
      case "record":
        throw new Refusal("BYL1103", "a list or an object", span);
    }
  });
}

/** Calls a method of a value; in an optional chain an empty value gives `undefined`, elsewhere TypeScript throws. */
function receive(value: Value, chained: boolean, use: (leaf: Leaf) => Value): Value {
  return mapValue(value, (leaf) => {
    if (leaf.kind === "undefined") return chained ? undefinedValue : { kind: "stuck" };
    if (chained && leaf.kind === "operand" && leaf.operand.kind === "read" && mayBeEmpty(leaf.operand)) {
      const { operand } = leaf;
      return choice(atom({ kind: "defined", read: operand, span: operand.span }), use(leaf), undefinedValue);
    }
    return use(leaf);
  });
}

function callValue(callee: number, values: readonly Value[], work: Work, span: Span): Value {
  const definition = work.functions.get(callee);
  if (definition === undefined) throw new Refusal("BYL1005", "a call of a function that was not read", span);
  if (definition.parameters.length > 0) return applyFunction(definition, values, work, span);
  const known = work.constants.get(callee);
  if (known !== undefined) return known;
  const value = applyFunction(definition, [], work, span);
  work.constants.set(callee, value);
  return value;
}

function listValue(values: readonly Value[]): Value {
  const constants: Constant[] = [];
  for (const value of values) {
    if (value.kind !== "operand" || value.operand.kind !== "constant")
      return { kind: "list", elements: values };
    constants.push(value.operand.value);
  }
  return constantValue(constants);
}

function recordValue(entries: readonly (readonly [string, Value])[]): Value {
  const constants: (readonly [string, Constant])[] = [];
  for (const [key, value] of entries) {
    if (value.kind !== "operand" || value.operand.kind !== "constant") return { kind: "record", entries };
    constants.push([key, value.operand.value]);
  }
  return constantValue({ kind: "object", entries: constants });
}

function coalesce(value: Value, fallback: () => Value, span: Span): Value {
  return mapValue(value, (leaf) => {
    if (leaf.kind === "undefined") return fallback();
    if (leaf.kind !== "operand") return leaf;
    const { operand } = leaf;
    if (operand.kind === "constant") return operand.value === null ? fallback() : leaf;
    if (operand.kind !== "read" || !mayBeEmpty(operand)) return leaf;
    return choice(atom({ kind: "defined", read: operand, span }), leaf, fallback());
  });
}

type Compare = Extract<Expression, { kind: "compare" }>;

function compareExpressions(expression: Compare, again: (inner: Expression) => Value): Formula {
  const { left, right, operator, span } = expression;
  const text = left.kind === "length" && left.receiver === "string" ? left : undefined;
  if (text === undefined) return compareValues(operator, again(left), again(right), span);
  // The length of a text is only compared with 0, which asks whether it is empty.
  const bound = again(right);
  const isEmpty = emptinessAsked(operator, bound);
  if (isEmpty === undefined) throw new Refusal("BYL1111", "", span);
  const empty = compareValues("===", again(text.of), constantValue(""), span);
  return isEmpty ? empty : not(empty);
}

function emptinessAsked(operator: Compare["operator"], bound: Value): boolean | undefined {
  if (bound.kind !== "operand" || bound.operand.kind !== "constant") return undefined;
  const asked = `${operator} ${String(bound.operand.value)}`;
  if (asked === "=== 0" || asked === "< 1" || asked === "<= 0") return true;
  if (asked === "!== 0" || asked === "> 0" || asked === ">= 1") return false;
  return undefined;
}

function lengthValue(leaf: Leaf, span: Span): Value {
  if (leaf.kind === "list") return constantValue(leaf.elements.length);
  if (leaf.kind === "operand" && leaf.operand.kind === "read") {
    const { schema } = withoutNull(leaf.operand.schema);
    if (schema.kind === "array") return { kind: "operand", operand: { kind: "count", of: leaf.operand } };
  }
  if (leaf.kind === "operand" && leaf.operand.kind === "constant" && Array.isArray(leaf.operand.value)) {
    return constantValue(leaf.operand.value.length);
  }
  throw new Refusal("BYL1111", "", span);
}

function templateValue(parts: readonly Value[], span: Span): Value {
  const texts = parts.map((part) => {
    if (part.kind === "operand" && part.operand.kind === "constant") {
      const { value } = part.operand;
      if (typeof value === "string" || (typeof value === "number" && Number.isSafeInteger(value)))
        return String(value);
    }
    throw new Refusal("BYL1101", "a template with a part that is not a constant text", span);
  });
  return constantValue(texts.join(""));
}

function textFormula(
  relation: "prefix" | "suffix" | "contains",
  subject: Leaf,
  argument: Leaf,
  span: Span,
): Formula {
  if (subject.kind !== "operand" || argument.kind !== "operand") return stuck;
  const text = subject.operand.kind === "constant" ? subject.operand.value : undefined;
  const part = argument.operand.kind === "constant" ? argument.operand.value : undefined;
  if (typeof text === "string" && typeof part === "string") {
    const holds =
      relation === "prefix"
        ? text.startsWith(part)
        : relation === "suffix"
          ? text.endsWith(part)
          : text.includes(part);
    return holds ? always : never;
  }
  return atom({ kind: "text", relation, subject: subject.operand, argument: argument.operand, span });
}

type Quantifier = Extract<Expression, { kind: "quantifier" }>;

function quantify(expression: Quantifier, collection: Leaf, environment: Environment, work: Work): Formula {
  const { quantifier, predicate, span } = expression;
  const holdsFor = (element: Value): Formula => {
    let inner = environment;
    let touched = touch(element);
    for (const binding of predicate.parameters[0] ?? []) {
      const bound = bindingValue(binding, element, span);
      if (binding.path.length > 0) touched = and(touched, touch(bound));
      inner = new Map(inner).set(binding.local.id, bound);
    }
    return toFormula(after(touched, evaluate(predicate.body, inner, work)), predicate.span);
  };
  const each = (elements: readonly Value[]): Formula =>
    elements
      .map(holdsFor)
      .reduceRight(
        (rest, formula) => (quantifier === "some" ? or(formula, rest) : and(formula, rest)),
        quantifier === "some" ? never : always,
      );
  if (collection.kind === "list") return each(collection.elements);
  if (collection.kind !== "operand")
    throw new Refusal("BYL1101", `${quantifier} of something that is not a list`, span);
  const { operand } = collection;
  work.variables += 1;
  const id = work.variables;
  const name = predicate.parameters[0]?.find((binding) => binding.path.length === 0)?.local.name ?? "item";
  if (operand.kind === "constant" && Array.isArray(operand.value)) {
    const values: readonly Constant[] = operand.value;
    if (values.length < 2 || usedAsKey(predicate)) return each(values.map(constantValue));
    const schema = schemaOfConstants(values);
    if (schema.kind === "unknown") return each(values.map(constantValue));
    const variable = { id, name, collection: { kind: "constants", values } } as const;
    const element: Read = {
      kind: "read",
      root: { kind: "variable", variable, schema, trusted: true },
      steps: [],
      schema,
      span,
    };
    const body = holdsFor({ kind: "operand", operand: element });
    return { kind: "quantified", quantifier, variable, element, body, span };
  }
  if (operand.kind !== "read")
    throw new Refusal("BYL1101", `${quantifier} of something that is not a list`, span);
  const { schema } = withoutNull(operand.schema);
  if (schema.kind !== "array")
    throw new Refusal("BYL1101", `${quantifier} of something that is not an array`, span);
  const variable = { id, name, collection: operand };
  const trusted =
    operand.root.kind === "helper" || (operand.root.kind === "variable" && operand.root.trusted);
  const element: Read = {
    kind: "read",
    root: { kind: "variable", variable, schema: schema.element, trusted },
    steps: [],
    schema: schema.element,
    span,
  };
  return {
    kind: "quantified",
    quantifier,
    variable,
    element,
    body: holdsFor({ kind: "operand", operand: element }),
    span,
  };
}

/** Whether a predicate uses its element as a key, which is only known for constants that are written out. */
function usedAsKey(predicate: FunctionDefinition): boolean {
  return JSON.stringify(predicate.body, (key, value: unknown) =>
    key === "span" ? undefined : value,
  ).includes('"kind":"index"');
}
