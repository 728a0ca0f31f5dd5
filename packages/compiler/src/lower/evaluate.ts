import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Binding, Expression, FunctionDefinition } from "../ir/expression.ts";
import { access, bindingValue, indexed, readValue } from "./access.ts";
import { arithmeticValue, sumValue } from "./arithmetic.ts";
import { chosenOnce } from "./chosen.ts";
import { compareValues, includesValue, isEmpty } from "./compare.ts";
import { toFormula } from "./condition.ts";
import { type Facts, factsOf } from "./facts.ts";
import { always, and, type Formula, not, or } from "./formula.ts";
import { onceOf, onceOver } from "./joined-list.ts";
import { choiceOfMembers } from "./joined-members.ts";
import { lengthComparison, lengthValue, setValue } from "./lengths.ts";
import { libraryValue } from "./library.ts";
import { entriesOf, joinedLists, type ListContext, sliced, transformed } from "./lists.ts";
import { distinctList, objectOfPairs, sortedList } from "./made-of-lists.ts";
import { methodValue } from "./methods.ts";
import { hasShape, hasType } from "./narrowing.ts";
import { listToAsk, oneList } from "./one-list.ts";
import { coalesce, receive } from "./optional.ts";
import { quantify } from "./quantify.ts";
import { merged, recordValue } from "./records.ts";
import { evaluated, partsOfChoices, toSequence, touchForgotten } from "./sequences.ts";
import { templateValue, textFormula } from "./texts.ts";
import { after, touch } from "./touch.ts";
import { isUsedAsSet } from "./used-as-set.ts";
import { constantValue, formulaOf, type Leaf, mapValue, undefinedValue, type Value } from "./value.ts";
import { type Loops, type Numbers, numbering, type SaidOnce, type Work } from "./work.ts";

/** How many expressions one rule may come to once its calls are inlined. */
const largestRule = 20_000;

/** What the names around an expression stand for, and what is known of them there. */
interface Environment {
  readonly locals: ReadonlyMap<number, Value>;
  readonly facts: Facts;
  /** Whether the value is a list in which only what is in it counts: not its order, nor how often. */
  readonly asSet?: true;
}

const nothing: Environment = { locals: new Map(), facts: [] };

/**
 * Inlines a rule: its calls, constants and bindings become one condition over reads of the documents.
 * @param documents what the rule's parameters stand for
 * @param numbers one for all rules of a policy
 * @throws Refusal when the rule uses something that has no exact meaning in Rego, or grows too large
 */
export function ruleFormula(
  rule: FunctionDefinition,
  documents: readonly Value[],
  functions: Work["functions"],
  numbers: Numbers,
): Formula {
  return toFormula(functionValue(rule, documents, functions, numbers).value, rule.span);
}

/** What a function gives. */
export interface FunctionValue {
  readonly value: Value;
  /** Gives numbers that none of its variables has. */
  readonly fresh: () => number;
  /** Whether lists or values were put together. */
  readonly hasJoined: boolean;
  /** Whether anything may be one of several that would be said once, were that asked for. */
  readonly mayBeSaidOnce: boolean;
  /** What was put together so that it is said once. */
  readonly once: SaidOnce | undefined;
}

/**
 * What a function gives, with its calls, constants and bindings inlined.
 * @param loops what is said once of lists and values that are one of several
 * @throws Refusal as `ruleFormula`
 */
export function functionValue(
  rule: FunctionDefinition,
  documents: readonly Value[],
  functions: Work["functions"],
  numbers: Numbers,
  loops: Loops = "apart",
): FunctionValue {
  const work: Work = {
    functions,
    constants: new Map(),
    steps: 0,
    numbers,
    loops,
    once: loops === "once" ? { texts: new Map(), isUsed: false } : undefined,
    joined: new Map(),
    hasJoined: false,
    mayBeSaidOnce: false,
  };
  const value = applyFunction(rule, documents, nothing, work, rule.span);
  const { hasJoined, mayBeSaidOnce, once } = work;
  return { value, fresh: numbering(work), hasJoined, mayBeSaidOnce, once };
}

function applyFunction(
  definition: FunctionDefinition,
  values: readonly Value[],
  environment: Environment,
  work: Work,
  span: Span,
): Value {
  let inner = environment;
  let touched: Formula = always;
  for (const [index, bindings] of definition.parameters.entries()) {
    const isRest = definition.takesRest === true && index === definition.parameters.length - 1;
    const value: Value = isRest
      ? { kind: "list", elements: values.slice(index) }
      : (values[index] ?? undefinedValue);
    const bound = bind(bindings, value, inner, work, span);
    touched = and(touched, bound.touched);
    inner = bound.environment;
  }
  return after(touched, evaluate(definition.body, inner, work));
}

/** The environment with what a pattern binds, and what was evaluated to bind it. */
function bind(
  bindings: readonly Binding[],
  value: Value,
  environment: Environment,
  work: Work,
  span: Span,
): { readonly environment: Environment; readonly touched: Formula } {
  let inner = environment;
  let touched = touch(value);
  for (const binding of bindings) {
    const scope = { locals: inner.locals, facts: inner.facts };
    const found = bindingValue(binding, value, span, scope.facts, (given) => evaluate(given, scope, work));
    const bound = binding.from === undefined ? found : restOf(found, binding.from, work, span);
    if (binding.path.length > 0 || binding.defaults !== undefined || binding.from !== undefined)
      touched = and(touched, touch(bound));
    inner = { ...inner, locals: new Map(inner.locals).set(binding.local.id, bound) };
  }
  return { environment: inner, touched };
}

/** The elements of a list from one on. */
function restOf(value: Value, from: number, work: Work, span: Span): Value {
  const fresh = numbering(work);
  return mapValue(value, (leaf) =>
    leaf.kind === "undefined"
      ? { kind: "stuck" }
      : sliced(leaf, from, undefined, {
          name: "item",
          fresh,
          span,
          condition: (one) => toFormula(one, span),
        }),
  );
}

function knowing(environment: Environment, formula: Formula, positive: boolean): Environment {
  const facts = factsOf(formula, positive);
  return facts.length === 0 ? environment : { ...environment, facts: [...environment.facts, ...facts] };
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
  const { asSet, locals, facts } = environment;
  const plain: Environment = { locals, facts };
  const again = (inner: Expression): Value => evaluate(inner, plain, work);
  /** The list that the expression's own value is made of: as a set where that is one. */
  const source = (inner: Expression): Value => evaluate(inner, environment, work);
  const set = (inner: Expression): Value => evaluate(inner, { ...plain, asSet: true }, work);
  const once = (inner: Expression): Value => chosenOnce(again(inner), inner, facts, work);
  const condition = (inner: Expression, known: Environment = plain): Formula =>
    toFormula(evaluate(inner, known, work), inner.span);
  const { span } = expression;
  const at = { span, facts };
  const fresh = numbering(work);
  const lists = (name = "item"): ListContext => ({
    name,
    fresh,
    span,
    condition: (value) => toFormula(value, span),
  });
  const callback =
    (definition: FunctionDefinition, around: Environment = plain) =>
    (element: Value, known: Facts): Value =>
      applyFunction(definition, [element], { ...around, facts: [...facts, ...known] }, work, definition.span);
  switch (expression.kind) {
    case "constant":
      return constantValue(expression.value);
    case "undefined":
      return undefinedValue;
    case "unreachable":
      return { kind: "stuck" };
    case "local":
      return known(environment.locals.get(expression.local.id) ?? { kind: "stuck" }, facts);
    case "list": {
      let forgotten: Formula = always;
      const put = (done: readonly Leaf[], rest: readonly Expression[]): Value => {
        const [next, ...others] = rest;
        if (next === undefined) return joinedLists(done, lists());
        if (next.kind !== "spread") return put([...done, { kind: "list", elements: [again(next)] }], others);
        const value = source(next.of);
        const spread = (leaf: Leaf): Leaf => (next.isSet ? distinctList(leaf, lists()) : leaf);
        if (value.kind !== "choice") return mapValue(value, (leaf) => put([...done, spread(leaf)], others));
        // A list for each combination of what the spreads may be would be very many lists.
        let ordered = true;
        const parts = partsOfChoices(value, (leaf) => {
          const sequence = toSequence(spread(leaf), "item", fresh, span);
          ordered &&= sequence.ordered;
          return sequence.parts;
        });
        forgotten = and(forgotten, touchForgotten(parts));
        return put([...done, { kind: "sequence", sequence: { parts, ordered } }], others);
      };
      const list = put([], expression.elements);
      return after(forgotten, built(list));
    }
    case "spread":
      throw new Refusal("BYL1101", "a spread", span);
    case "set":
      return mapValue(again(expression.of), (leaf) =>
        evaluated(toSequence(leaf, "item", fresh, span).parts, setValue(leaf)),
      );
    case "record":
      return built(recordValue(expression.entries.map(([key, inner]) => [key, again(inner)])));
    case "merge":
      return built(merged(expression.objects.map(again), span));
    case "property":
      return access(again(expression.object), expression.key, expression.chained, span, facts);
    case "index":
      return indexed(again(expression.object), once(expression.index), expression, facts);
    case "call":
      return callValue(expression.callee, expression.arguments.map(again), environment, work, span);
    case "apply":
      return applyFunction(expression.function, expression.arguments.map(again), environment, work, span);
    case "library":
      return libraryValue(expression.call, once, span);
    case "compare":
      return { kind: "formula", formula: compareExpressions(expression, again, facts, work) };
    case "and": {
      const left = condition(expression.left);
      const right = condition(expression.right, knowing(plain, left, true));
      return { kind: "formula", formula: and(left, right) };
    }
    case "or": {
      const left = condition(expression.left);
      const right = condition(expression.right, knowing(plain, left, false));
      return { kind: "formula", formula: or(left, right) };
    }
    case "not":
      return { kind: "formula", formula: not(condition(expression.operand)) };
    case "coalesce":
      return coalesce(source(expression.value), () => source(expression.fallback), span, facts);
    case "conditional": {
      const test = condition(expression.test);
      return choiceOfMembers(
        test,
        evaluate(expression.whenTrue, knowing(environment, test, true), work),
        evaluate(expression.otherwise, knowing(environment, test, false), work),
      );
    }
    case "let": {
      const value = isUsedAsSet(expression) ? set(expression.value) : again(expression.value);
      const bound = bind(expression.bindings, value, environment, work, span);
      return after(bound.touched, evaluate(expression.body, bound.environment, work));
    }
    case "text": {
      const argument = again(expression.argument);
      return receive(again(expression.subject), expression.chained, at, (subject) => ({
        kind: "formula",
        formula: formulaOf(argument, (leaf) => textFormula(expression.relation, subject, leaf, span)),
      }));
    }
    case "includes": {
      const list = set(expression.collection);
      // Constants are compared with each of the texts, of which some are among them and some are not.
      const element =
        list.kind === "operand" && list.operand.kind === "constant"
          ? again(expression.element)
          : once(expression.element);
      const joined = onceOver(list, expression.collection, "question", work, lists());
      const asked = joined ?? listToAsk(list, { work, fresh, span });
      return receive(asked, expression.chained, at, (collection) => ({
        kind: "formula",
        formula: and(touch(element), includesValue(collection, element, span, fresh)),
      }));
    }
    case "quantifier": {
      const { quantifier, predicate } = expression;
      const context = lists(elementName(predicate));
      const list = set(expression.collection);
      const joined = onceOver(list, expression.collection, "question", work, context);
      return receive(joined ?? list, expression.chained, at, (collection) => ({
        kind: "formula",
        formula: quantify(quantifier, predicate, collection, callback(predicate), context),
      }));
    }
    case "transform": {
      const isSet = expression.isLoop === true || (asSet === true && expression.method !== "find");
      const collection = isSet ? set(expression.collection) : again(expression.collection);
      const context = lists(elementName(expression.callback));
      const apply = (leaf: Leaf): Value =>
        transformed(
          expression.method,
          leaf,
          callback(
            expression.callback,
            isSet && expression.method === "flatMap" ? { ...plain, asSet: true } : plain,
          ),
          context,
        );
      // What is filtered is put together where it is gone through, unless it has a name before.
      const joined =
        isSet && (expression.method !== "filter" || expression.collection.kind === "call")
          ? onceOver(
              collection,
              expression.collection,
              expression.isLoop === true ? "loop" : "question",
              work,
              context,
            )
          : undefined;
      return receive(joined ?? collection, expression.chained, at, apply);
    }
    case "sum": {
      const term = callback(expression.term);
      const start = again(expression.start);
      return receive(again(expression.collection), expression.chained, at, (leaf) =>
        sumValue(leaf, (element) => term(element, []), start, lists(elementName(expression.term))),
      );
    }
    case "method": {
      const values = expression.arguments.map(again);
      return receive(again(expression.receiver), expression.chained, at, (leaf) =>
        methodValue(expression.method, leaf, values, lists(), (inner, key) =>
          access(inner, key, false, span, facts),
        ),
      );
    }
    case "entries":
      return mapValue(again(expression.object), (leaf) => entriesOf(expression.part, leaf, lists("key")));
    case "fromEntries":
      return mapValue(again(expression.pairs), (leaf) => objectOfPairs(leaf, lists("pair")));
    case "sorted":
      return mapValue(again(expression.list), (leaf) => sortedList(leaf, lists("text")));
    case "length":
      return receive(again(expression.of), expression.chained, at, (leaf) =>
        lengthValue(
          expression.receiver === "set" ? distinctList(leaf, lists()) : leaf,
          expression.receiver,
          span,
        ),
      );
    case "template":
      return templateValue(expression.parts.map(once), facts, span);
    case "arithmetic":
      return arithmeticValue(expression.operator, again(expression.left), again(expression.right), span);
    case "empty":
      return { kind: "formula", formula: isEmpty(again(expression.of), span) };
    case "typeof":
      return {
        kind: "formula",
        formula: formulaOf(again(expression.of), (leaf) => hasType(leaf, expression.type, span)),
      };
    case "shape":
      return {
        kind: "formula",
        formula: formulaOf(again(expression.of), (leaf) => hasShape(leaf, expression.schema, span)),
      };
  }
}

function elementName(definition: FunctionDefinition): string {
  return definition.parameters[0]?.find((binding) => binding.path.length === 0)?.local.name ?? "item";
}

/** A value as what is known of it. */
function known(value: Value, facts: Facts): Value {
  if (facts.length === 0) return value;
  return mapValue(value, (leaf) =>
    leaf.kind === "operand" && leaf.operand.kind === "read" ? readValue(leaf.operand, facts) : leaf,
  );
}

function callValue(
  callee: number,
  values: readonly Value[],
  environment: Environment,
  work: Work,
  span: Span,
): Value {
  const definition = work.functions.get(callee);
  if (definition === undefined) throw new Refusal("BYL1005", "a call of a function that was not read", span);
  if (definition.parameters.length > 0) {
    const value = applyFunction(definition, values, { ...environment, locals: new Map() }, work, span);
    return work.loops !== "apart" ? onceOf(value, definition.name, work, span) : value;
  }
  const known = work.constants.get(callee);
  if (known !== undefined) return known;
  const value = applyFunction(definition, [], { locals: new Map(), facts: [] }, work, span);
  work.constants.set(callee, value);
  return value;
}

type Compare = Extract<Expression, { kind: "compare" }>;

function compareExpressions(
  expression: Compare,
  again: (inner: Expression) => Value,
  facts: Facts,
  work: Work,
): Formula {
  const { left, right, operator, span } = expression;
  if (left.kind !== "length") return compareValues(operator, again(left), again(right), span);
  const given = again(left.of);
  const of = oneList(given, { work, fresh: numbering(work), span });
  const size = (): Value =>
    left.receiver === "set"
      ? again(left)
      : receive(of, left.chained, { span, facts }, (leaf) => lengthValue(leaf, left.receiver, span));
  return lengthComparison(operator, of, left, again(right), span, size, of !== given);
}
