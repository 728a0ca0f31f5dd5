import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Constant, Expression } from "../ir/expression.ts";
import type { FindingRule, FindingStep } from "../ir/finding.ts";
import type { PolicyDefinition } from "../ir/policy.ts";
import { bindingValue } from "./access.ts";
import { createWork, type Environment, evaluate, toFormula, type Work } from "./evaluate.ts";
import { always, and, type Formula, not, type Operand, type Read, type Variable } from "./formula.ts";
import { schemaOfConstants, withoutNull } from "./reads.ts";
import { touch } from "./touch.ts";
import { constantValue, type Leaf, type Value } from "./value.ts";

/** How many findings a rule may come to, each a rule of the Rego. */
const mostFindings = 64;

/** What must hold for a finding, in the order in which TypeScript comes to it. */
export type Segment =
  | { readonly kind: "when"; readonly formula: Formula }
  | { readonly kind: "each"; readonly variable: Variable; readonly span: Span };

/** A value that a finding says: a text put together of parts, or plain data. */
export type Said =
  | { readonly kind: "operand"; readonly operand: Operand }
  | { readonly kind: "template"; readonly parts: readonly Operand[] }
  | { readonly kind: "list"; readonly elements: readonly Said[] }
  | { readonly kind: "record"; readonly entries: readonly (readonly [string, Said])[] };

/** One way in which a rule finds something. */
export interface LoweredFinding {
  readonly segments: readonly Segment[];
  readonly message: Said;
  readonly details: readonly (readonly [string, Said])[];
  readonly span: Span;
}

/** A rule that finds things, with its calls, constants and bindings inlined. */
export interface LoweredFindingRule {
  readonly rule: FindingRule;
  readonly findings: readonly LoweredFinding[];
  /** Everything that the rule reads, for the checks of what is malformed. */
  readonly reads: readonly Formula[];
}

/**
 * Inlines a rule that finds things.
 * @param documents what the rule's parameters stand for
 * @throws Refusal when the rule uses something that has no exact meaning in Rego, or grows too large
 */
export function lowerFindingRule(
  rule: FindingRule,
  documents: readonly Value[],
  { functions }: Pick<PolicyDefinition, "functions">,
): LoweredFindingRule {
  const walk: Walk = { work: createWork(functions), findings: [], reads: [] };
  let environment: Environment = new Map();
  for (const [index, bindings] of rule.parameters.entries()) {
    const value = documents[index];
    if (value !== undefined) environment = bound(bindings, value, environment, walk, rule.span);
  }
  follow(rule.steps, environment, [], walk);
  return { rule, findings: walk.findings, reads: walk.reads };
}

interface Walk {
  readonly work: Work;
  readonly findings: LoweredFinding[];
  readonly reads: Formula[];
}

type Segments = readonly Segment[];

function follow(
  steps: readonly FindingStep[],
  environment: Environment,
  segments: Segments,
  walk: Walk,
): void {
  for (const step of steps) followStep(step, environment, segments, walk);
}

function followStep(step: FindingStep, environment: Environment, segments: Segments, walk: Walk): void {
  const evaluated = (expression: Expression): Value => evaluate(expression, environment, walk.work);
  switch (step.kind) {
    case "find":
      find(step, evaluated, segments, walk);
      return;
    case "if": {
      const formula = toFormula(evaluated(step.test), step.test.span);
      walk.reads.push(formula);
      follow(step.whenTrue, environment, when(segments, formula), walk);
      follow(step.otherwise, environment, when(segments, not(formula)), walk);
      return;
    }
    case "let": {
      const inner = bound(step.bindings, evaluated(step.value), environment, walk, step.span);
      follow(step.steps, inner, segments, walk);
      return;
    }
    case "each":
      for (const way of waysOf(evaluated(step.collection))) {
        walk.reads.push(way.test);
        goThrough(step, way.leaf, environment, when(segments, way.test), walk);
      }
  }
}

function bound(
  bindings: Extract<FindingStep, { kind: "let" }>["bindings"],
  value: Value,
  environment: Environment,
  walk: Walk,
  span: Span,
): Environment {
  walk.reads.push(touch(value));
  let inner = environment;
  for (const binding of bindings) {
    const part = bindingValue(binding, value, span);
    walk.reads.push(touch(part));
    inner = new Map(inner).set(binding.local.id, part);
  }
  return inner;
}

type Each = Extract<FindingStep, { kind: "each" }>;

function goThrough(step: Each, leaf: Leaf, environment: Environment, segments: Segments, walk: Walk): void {
  const { span } = step;
  const withElement = (element: Value, inner: Segments): void => {
    follow(step.steps, bound(step.bindings, element, environment, walk, span), inner, walk);
  };
  if (leaf.kind === "undefined") return;
  if (leaf.kind === "list") {
    for (const element of leaf.elements) withElement(element, segments);
    return;
  }
  const operand = leaf.kind === "operand" ? leaf.operand : undefined;
  if (operand?.kind === "constant" && Array.isArray(operand.value)) {
    const values: readonly Constant[] = operand.value;
    const schema = schemaOfConstants(values);
    if (values.length < 2 || schema.kind === "unknown") {
      for (const value of values) withElement(constantValue(value), segments);
      return;
    }
    const variable = newVariable(step, { kind: "constants", values }, walk);
    withElement(elementOf(variable, schema, true, span), [...segments, { kind: "each", variable, span }]);
    return;
  }
  const schema = operand?.kind === "read" ? withoutNull(operand.schema).schema : undefined;
  if (operand?.kind !== "read" || schema?.kind !== "array")
    throw new Refusal("BYL1201", "it goes through something that is not an array", span);
  walk.reads.push({ kind: "touch", of: operand });
  const variable = newVariable(step, operand, walk);
  const trusted =
    operand.root.kind === "helper" || (operand.root.kind === "variable" && operand.root.trusted);
  withElement(elementOf(variable, schema.element, trusted, span), [
    ...segments,
    { kind: "each", variable, span },
  ]);
}

function newVariable(step: Each, collection: Variable["collection"], walk: Walk): Variable {
  walk.work.variables += 1;
  const name = step.bindings.find(({ path }) => path.length === 0)?.local.name ?? "item";
  return { id: walk.work.variables, name, collection };
}

function elementOf(variable: Variable, schema: Read["schema"], trusted: boolean, span: Span): Value {
  const root = { kind: "variable", variable, schema, trusted } as const;
  return { kind: "operand", operand: { kind: "read", root, steps: [], schema, span } };
}

function find(
  step: Extract<FindingStep, { kind: "find" }>,
  evaluated: (expression: Expression) => Value,
  segments: Segments,
  walk: Walk,
): void {
  const messages = saidIn(step.message, evaluated, "message");
  const details = step.details.reduce<readonly Way<readonly (readonly [string, Said])[]>[]>(
    (ways, [name, expression]) =>
      product(ways, saidIn(expression, evaluated, "detail"), (before, said) => [...before, [name, said]]),
    [{ test: always, leaf: [] }],
  );
  for (const way of product(messages, details, (message, all) => ({ message, all }))) {
    walk.reads.push(
      way.test,
      ...[way.leaf.message, ...way.leaf.all.map(([, said]) => said)].flatMap(readsOf),
    );
    const { message, all } = way.leaf;
    if (walk.findings.length >= mostFindings)
      throw new Refusal("BYL1118", `it comes to more than ${mostFindings} findings`, step.span);
    walk.findings.push({ segments: when(segments, way.test), message, details: all, span: step.span });
  }
}

/** What a value is on a condition. */
interface Way<T> {
  readonly test: Formula;
  readonly leaf: T;
}

/** The values that a value may be, each with its condition. */
function waysOf(value: Value): readonly Way<Leaf>[] {
  switch (value.kind) {
    case "choice":
      return [
        ...waysOf(value.whenTrue).map(({ test, leaf }) => ({ test: and(value.test, test), leaf })),
        ...waysOf(value.otherwise).map(({ test, leaf }) => ({ test: and(not(value.test), test), leaf })),
      ];
    case "stuck":
      return [];
    default:
      return [{ test: always, leaf: value }];
  }
}

function product<A, B, C>(
  left: readonly Way<A>[],
  right: readonly Way<B>[],
  join: (a: A, b: B) => C,
): readonly Way<C>[] {
  return left.flatMap((a) => right.map((b) => ({ test: and(a.test, b.test), leaf: join(a.leaf, b.leaf) })));
}

type Use = "message" | "detail";

function saidIn(
  expression: Expression,
  evaluated: (expression: Expression) => Value,
  use: Use,
): readonly Way<Said>[] {
  if (expression.kind !== "template")
    return waysOf(evaluated(expression)).flatMap(({ test, leaf }) =>
      saidBy(leaf, use, expression.span).map((way) => ({ test: and(test, way.test), leaf: way.leaf })),
    );
  const parts = expression.parts.reduce<readonly Way<readonly Operand[]>[]>(
    (ways, part) =>
      product(ways, waysOf(evaluated(part)), (before, leaf) => [...before, textOf(leaf, part.span)]),
    [{ test: always, leaf: [] }],
  );
  return parts.map(({ test, leaf }) => ({ test, leaf: { kind: "template", parts: leaf } }));
}

/** A text that a template holds. */
function textOf(leaf: Leaf, span: Span): Operand {
  const operand = leaf.kind === "operand" ? leaf.operand : undefined;
  if (operand?.kind === "constant") {
    const { value } = operand;
    if (typeof value === "string" || (typeof value === "number" && Number.isSafeInteger(value)))
      return { kind: "constant", value: String(value) };
  }
  if (operand?.kind === "read" && isText(operand.schema)) return operand;
  throw new Refusal("BYL1203", "a part of a message that is not a text", span);
}

function isText(given: Read["schema"]): boolean {
  const { schema } = withoutNull(given);
  switch (schema.kind) {
    case "string":
      return true;
    case "oneOf":
      return schema.values.every((value) => typeof value === "string");
    case "union":
      return schema.members.every(isText);
    default:
      return false;
  }
}

function saidBy(leaf: Leaf, use: Use, span: Span): readonly Way<Said>[] {
  if (use === "message") return [{ test: always, leaf: { kind: "operand", operand: textOf(leaf, span) } }];
  switch (leaf.kind) {
    case "operand":
      return [{ test: always, leaf: { kind: "operand", operand: plainOperand(leaf.operand, span) } }];
    case "formula": {
      const boolean = (value: boolean): Said => ({ kind: "operand", operand: { kind: "constant", value } });
      return [
        { test: leaf.formula, leaf: boolean(true) },
        { test: not(leaf.formula), leaf: boolean(false) },
      ];
    }
    case "list":
      return combined(leaf.elements, span).map(({ test, leaf: elements }) => ({
        test,
        leaf: { kind: "list", elements },
      }));
    case "record":
      return combined(
        leaf.entries.map(([, value]) => value),
        span,
      ).map(({ test, leaf: values }) => ({
        test,
        leaf: {
          kind: "record",
          entries: leaf.entries.flatMap(([name], index) => {
            const value = values[index];
            return value === undefined ? [] : [[name, value] as const];
          }),
        },
      }));
    case "undefined":
      throw new Refusal("BYL1202", "undefined", span);
  }
}

function combined(values: readonly Value[], span: Span): readonly Way<readonly Said[]>[] {
  return values.reduce<readonly Way<readonly Said[]>[]>(
    (ways, value) =>
      product(
        ways,
        waysOf(value).flatMap(({ test, leaf }) =>
          saidBy(leaf, "detail", span).map((way) => ({ test: and(test, way.test), leaf: way.leaf })),
        ),
        (before, said) => [...before, said],
      ),
    [{ test: always, leaf: [] }],
  );
}

/** Data that is the same in both languages: what an object holds beyond its type is seen by Rego only. */
function plainOperand(operand: Operand, span: Span): Operand {
  if (operand.kind === "read" && !isPlain(operand.schema))
    throw new Refusal("BYL1203", "an object of the input", span);
  if (operand.kind === "now") throw new Refusal("BYL1203", "an instant", span);
  return operand;
}

function isPlain(schema: Read["schema"]): boolean {
  switch (schema.kind) {
    case "array":
      return isPlain(schema.element);
    case "map":
      return isPlain(schema.value);
    case "union":
      return schema.members.every(isPlain);
    case "object":
    case "unknown":
      return false;
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "oneOf":
      return true;
  }
}

function readsOf(said: Said): readonly Formula[] {
  switch (said.kind) {
    case "operand":
      return readOf(said.operand);
    case "template":
      return said.parts.flatMap(readOf);
    case "list":
      return said.elements.flatMap(readsOf);
    case "record":
      return said.entries.flatMap(([, inner]) => readsOf(inner));
  }
}

function readOf(operand: Operand): readonly Formula[] {
  if (operand.kind === "read") return [{ kind: "touch", of: operand }];
  return operand.kind === "count" ? [{ kind: "touch", of: operand.of }] : [];
}

function when(segments: Segments, formula: Formula): Segments {
  return formula.kind === "always" ? segments : [...segments, { kind: "when", formula }];
}
