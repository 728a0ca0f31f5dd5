import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import { unlessRefused } from "../diagnostics/unless-refused.ts";
import type { FindingEffect, FindingRule } from "../ir/finding.ts";
import type { PolicyDefinition } from "../ir/policy.ts";
import { touchParts } from "./computation.ts";
import { functionValue } from "./evaluate.ts";
import { type Facts, factsOf, settledValue } from "./facts.ts";
import { type Formula, not, type Operand } from "./formula.ts";
import { asksFunction, linesOf } from "./lines.ts";
import { plainOperand } from "./plain-operand.ts";
import { bodiesOf, type Segment, segmentsWhen } from "./segments.ts";
import { partsOfChoices, replaceElements, toSequence } from "./sequences.ts";
import { isText } from "./texts.ts";
import type { Leaf, Part, Value } from "./value.ts";
import type { Loops, Numbers, SaidOnce } from "./work.ts";

/** How many findings a rule may come to, each a rule of the Rego. */
const mostFindings = 64;

/** A value that a finding says: plain data. */
export type Said =
  | { readonly kind: "operand"; readonly operand: Operand }
  | { readonly kind: "list"; readonly elements: readonly Said[] }
  | { readonly kind: "record"; readonly entries: readonly (readonly [string, Said])[] };

/** One way in which a rule finds something. */
export interface LoweredFinding {
  readonly segments: readonly Segment[];
  readonly message: Operand;
  readonly details: readonly (readonly [string, Said])[];
  readonly span: Span;
}

/** A rule that finds things, with its calls, constants and bindings inlined. */
export interface LoweredFindingRule {
  readonly rule: FindingRule;
  readonly findings: readonly LoweredFinding[];
  /** The same with each loop once, also over lists that are put together from several. */
  readonly joined: readonly LoweredFinding[];
  /** Everything that the rule reads, for the checks of what is malformed. */
  readonly reads: Formula;
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
  numbers: Numbers,
): LoweredFindingRule {
  const given = { span: rule.list.span, text: textName(rule.effect) };
  const read = (loops: Loops) => {
    const found = functionValue(rule.list, documents, functions, numbers, loops);
    const parts = partsOfChoices(
      found.value,
      (leaf) => toSequence(leaf, "finding", found.fresh, given.span).parts,
    );
    const whole = replaceElements(parts, (element) => partsOfChoices(element, (leaf) => [one(leaf)]));
    return { ...found, parts, findings: findingsIn(whole, [], [], given) };
  };
  // What is only exact in parts stays in parts.
  const put = unlessRefused(() => read("joined"));
  const { parts, findings } = put?.hasJoined === false ? put : read("apart");
  const joined = put?.findings ?? findings;
  const mayBeShorter = put?.mayBeSaidOnce !== false && !isShort(joined);
  const short = mayBeShorter ? unlessRefused(() => read("once")) : undefined;
  const said =
    short?.once !== undefined && isShorter(short.findings, short.once, joined) ? short.findings : joined;
  if (said.length > mostFindings)
    throw new Refusal("BYL1118", `it comes to more than ${mostFindings} findings`, given.span);
  return { rule, findings, joined: said, reads: touchParts(parts) };
}

/** Whether nothing is said twice: there is one body, which asks no function. */
function isShort(findings: readonly LoweredFinding[]): boolean {
  const bodies = findings.flatMap(({ segments }) => bodiesOf(segments));
  return bodies.length === 1 && !bodies.some((body) => body.some(asksFunction));
}

function isShorter(
  findings: readonly LoweredFinding[],
  once: SaidOnce,
  than: readonly LoweredFinding[],
): boolean {
  return once.isUsed && linesOfAll(findings) + linesOfTexts([...once.texts.values()]) < linesOfAll(than);
}

function linesOfAll(findings: readonly LoweredFinding[]): number {
  return findings.reduce((lines, { segments }) => lines + linesOf(bodiesOf(segments)), 0);
}

/** How many lines functions that give these texts come to, one for each of several. */
function linesOfTexts(texts: readonly Value[]): number {
  return texts.reduce((lines, text) => lines + waysOf(text).length, 0);
}

function one(value: Value): Part {
  return { kind: "one", value };
}

/** The name of the text that a finding has beside its details. */
export function textName(effect: FindingEffect): "msg" | "id" {
  return effect === "deny" || effect === "warn" ? "msg" : "id";
}

/** Where findings are given, and the name of their text. */
interface Given {
  readonly span: Span;
  readonly text: "msg" | "id";
}

function findingsIn(
  parts: readonly Part[],
  segments: readonly Segment[],
  facts: Facts,
  given: Given,
): readonly LoweredFinding[] {
  return parts.flatMap((part) => findingsInPart(part, segments, facts, given));
}

function findingsInPart(
  part: Part,
  segments: readonly Segment[],
  facts: Facts,
  given: Given,
): readonly LoweredFinding[] {
  switch (part.kind) {
    case "one":
      return findingsOf(part.value, segments, facts, given);
    case "when": {
      const known = [...facts, ...factsOf(part.test, true)];
      return findingsIn(part.parts, segmentsWhen(segments, part.test), known, given);
    }
    case "each": {
      const each = { kind: "each", variable: part.variable, span: part.element.span } as const;
      return findingsIn(part.parts, [...segments, each], facts, given);
    }
  }
}

function findingsOf(
  value: Value,
  segments: readonly Segment[],
  facts: Facts,
  { span, text: name }: Given,
): readonly LoweredFinding[] {
  const entries = new Map(recordEntries(value));
  const message = entries.get(name);
  const details = entries.get("details");
  if (message === undefined || [...entries.keys()].some((key) => key !== name && key !== "details"))
    throw new Refusal("BYL1201", `what is yielded is an object with ${name} and perhaps details`, span);
  const ways = product(
    waysOf(settledValue(message, facts)).map((way) => ({ ...way, leaf: textOf(way.leaf, span) })),
    details === undefined ? [{ tests: [], leaf: [] }] : detailsOf(details, facts, span),
    (text, all) => ({ text, all }),
  );
  return ways.map(({ tests, leaf }) => ({
    segments: tests.reduce(segmentsWhen, segments),
    message: leaf.text,
    details: leaf.all,
    span,
  }));
}

/** The entries of a record, of constants or not. */
function recordEntries(given: Value): readonly (readonly [string, Value])[] {
  const value = whereDefined(given);
  if (value.kind === "record") return value.entries;
  if (value.kind !== "operand" || value.operand.kind !== "constant") return [];
  const { value: constant } = value.operand;
  if (typeof constant !== "object" || constant === null || !("kind" in constant)) return [];
  return constant.entries.map(([key, inner]) => [
    key,
    { kind: "operand", operand: { kind: "constant", value: inner } },
  ]);
}

/** A value where TypeScript does not throw, which it does on no input of the declared shape. */
function whereDefined(value: Value): Value {
  if (value.kind !== "choice") return value;
  if (value.otherwise.kind === "stuck") return whereDefined(value.whenTrue);
  return value.whenTrue.kind === "stuck" ? whereDefined(value.otherwise) : value;
}

/** What a value is on some conditions. */
interface Way<T> {
  readonly tests: readonly Formula[];
  readonly leaf: T;
}

/** The values that a value may be, each with its conditions. */
function waysOf(value: Value): readonly Way<Leaf>[] {
  return waysIn(
    partsOfChoices(value, (leaf) => [one(leaf)]),
    [],
  );
}

function waysIn(parts: readonly Part[], tests: readonly Formula[]): readonly Way<Leaf>[] {
  return parts.flatMap((part): readonly Way<Leaf>[] => {
    if (part.kind === "when") return waysIn(part.parts, [...tests, part.test]);
    if (part.kind === "each" || part.value.kind === "choice" || part.value.kind === "stuck") return [];
    return [{ tests, leaf: part.value }];
  });
}

function product<A, B, C>(
  left: readonly Way<A>[],
  right: readonly Way<B>[],
  join: (a: A, b: B) => C,
): readonly Way<C>[] {
  return left.flatMap((a) =>
    right.map((b) => ({ tests: [...a.tests, ...b.tests], leaf: join(a.leaf, b.leaf) })),
  );
}

function textOf(leaf: Leaf, span: Span): Operand {
  const operand = leaf.kind === "operand" ? leaf.operand : undefined;
  if (operand?.kind === "constant" && typeof operand.value === "string") return operand;
  if (operand?.kind === "read" && isText(operand.schema)) return operand;
  throw new Refusal("BYL1203", "a message that is not a text", span);
}

function detailsOf(
  details: Value,
  facts: Facts,
  span: Span,
): readonly Way<readonly (readonly [string, Said])[]>[] {
  const entries = recordEntries(details);
  for (const [name] of entries) {
    if (name === "rule") throw new Refusal("BYL1201", "details have the rule's name as rule", span);
  }
  return recordOf(entries, facts, span);
}

function recordOf(
  entries: readonly (readonly [string, Value])[],
  facts: Facts,
  span: Span,
): readonly Way<readonly (readonly [string, Said])[]>[] {
  return entries.reduce<readonly Way<readonly (readonly [string, Said])[]>[]>(
    (ways, [name, value]) =>
      product(ways, saidBy(value, facts, span), (before, said) => [...before, [name, said]]),
    [{ tests: [], leaf: [] }],
  );
}

function saidBy(value: Value, facts: Facts, span: Span): readonly Way<Said>[] {
  return waysOf(settledValue(value, facts)).flatMap(({ tests, leaf }) => {
    const known = [...facts, ...tests.flatMap((test) => factsOf(test, true))];
    return saidByLeaf(leaf, known, span).map((way) => ({ ...way, tests: [...tests, ...way.tests] }));
  });
}

function saidByLeaf(leaf: Leaf, facts: Facts, span: Span): readonly Way<Said>[] {
  switch (leaf.kind) {
    case "operand":
      return [{ tests: [], leaf: { kind: "operand", operand: plainOperand(leaf.operand, facts, span) } }];
    case "formula":
      return [
        { tests: [leaf.formula], leaf: booleanSaid(true) },
        { tests: [not(leaf.formula)], leaf: booleanSaid(false) },
      ];
    case "list":
      return leaf.elements
        .reduce<readonly Way<readonly Said[]>[]>(
          (ways, element) => product(ways, saidBy(element, facts, span), (before, said) => [...before, said]),
          [{ tests: [], leaf: [] }],
        )
        .map(({ tests, leaf: elements }) => ({ tests, leaf: { kind: "list", elements } }));
    case "record":
      return recordOf(leaf.entries, facts, span).map(({ tests, leaf: entries }) => ({
        tests,
        leaf: { kind: "record", entries },
      }));
    case "undefined":
      throw new Refusal("BYL1203", "undefined", span);
    case "sequence":
      throw new Refusal("BYL1203", "a list that is worked out", span);
  }
}

function booleanSaid(value: boolean): Said {
  return { kind: "operand", operand: { kind: "constant", value } };
}
