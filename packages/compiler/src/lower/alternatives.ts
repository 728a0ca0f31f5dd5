import { createHash } from "node:crypto";
import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import { type Asked, literalsAsked } from "./facts.ts";
import type { Atom, Formula, Read, Variable } from "./formula.ts";
import { atomKey, isRead, readKey } from "./reads.ts";
import { relates } from "./texts.ts";

/** How many bodies conditions that must hold together may come to; beyond that, one of them becomes a function. */
export const mostBodies = 16;
/** How many bodies a condition, and with it a rule or a function, may come to. */
const mostAlternatives = 512;
/** How many may be put together before those are left out that contradict themselves. */
const mostCombinations = 4096;

/** One part of a body: a question that must be answered so, or something that was evaluated on the way. */
export type Literal =
  | { readonly kind: "atom"; readonly atom: Atom; readonly positive: boolean }
  | { readonly kind: "visited"; readonly of: Formula | Read }
  /** One of some ways to hold: a function of the generated Rego. */
  | { readonly kind: "either"; readonly bodies: readonly Conjunction[]; readonly key: string }
  | {
      readonly kind: "quantified";
      readonly quantifier: "some" | "every";
      readonly variable: Variable;
      readonly element: Read;
      readonly bodies: readonly Conjunction[];
      /** Whether a list that is missing is taken for one without elements; only in a denial. */
      readonly orNone?: true;
      readonly span: Span;
    };

export type Conjunction = readonly Literal[];

/**
 * The ways in which a condition can be true: each is a body of the rule. Negation is pushed down to the questions
 * themselves, and a body names what TypeScript evaluates before it without needing its answer.
 * @throws Refusal when there are too many
 */
export function alternatives(formula: Formula): readonly Conjunction[] {
  return expand(formula, true).flatMap(simplified);
}

/** What a body consists of: questions, and lists that it goes through. */
export type QuestionOrLoop = Literal | { readonly kind: "each" };

/** A body without questions that others in it settle; nothing when some contradict each other. */
export function settledBody<P extends QuestionOrLoop>(body: readonly P[]): readonly (readonly P[])[] {
  return consistent(body).flatMap(simplified);
}

/** Each question once, and nothing when one is to be answered in two ways. */
function consistent<P extends QuestionOrLoop>(body: readonly P[]): readonly (readonly P[])[] {
  const answers = new Map<string, boolean>();
  const kept: P[] = [];
  for (const literal of body) {
    if (literal.kind !== "atom") {
      kept.push(literal);
      continue;
    }
    const key = atomKey(literal.atom);
    const known = answers.get(key);
    if (known === undefined) kept.push(literal);
    else if (known !== literal.positive) return [];
    answers.set(key, literal.positive);
  }
  return [kept];
}

/** Without questions that another settles: what is one of some literals is none of others. */
function simplified<P extends QuestionOrLoop>(body: readonly P[]): readonly (readonly P[])[] {
  const left = new Map<string, readonly string[]>();
  for (const literal of body) {
    const found = literalsOf(literal);
    if (found === undefined || !found.positive) continue;
    const known = left.get(found.key);
    const values = known?.filter((value) => found.values.includes(value)) ?? found.values;
    if (values.length === 0) return [];
    left.set(found.key, values);
  }
  const kept: P[] = [];
  for (const literal of body) {
    if (isRefuted(literal, left)) return [];
    const found = literalsOf(literal);
    const values = found === undefined || found.positive ? undefined : left.get(found.key);
    if (values?.some((value) => found?.values.includes(value)) ?? true) kept.push(literal);
  }
  return [kept];
}

/** Whether a question about a text has another answer for each literal that the text may be. */
function isRefuted(literal: QuestionOrLoop, left: ReadonlyMap<string, readonly string[]>): boolean {
  if (literal.kind !== "atom") return false;
  const { atom, positive } = literal;
  if (atom.kind === "member") {
    const values = left.get(readKey(atom.element));
    return values?.every((value) => atom.values.includes(value) !== positive) ?? false;
  }
  const asked = literalsOf(literal);
  if (asked !== undefined)
    return left.get(asked.key)?.every((value) => asked.values.includes(value) !== positive) ?? false;
  if (atom.kind !== "text" || atom.subject.kind !== "read" || atom.argument.kind !== "constant") return false;
  const argument = String(atom.argument.value);
  const values = left.get(readKey(atom.subject));
  return values?.every((value) => relates(atom.relation, value, argument) !== positive) ?? false;
}

function literalsOf(literal: QuestionOrLoop): Asked | undefined {
  return literal.kind === "atom" ? literalsAsked(literal) : undefined;
}

function expand(formula: Formula, positive: boolean): readonly Conjunction[] {
  switch (formula.kind) {
    case "always":
      return positive ? [[]] : [];
    case "never":
      return positive ? [] : [[]];
    case "stuck":
      return [];
    case "touch":
      return positive ? [[{ kind: "visited", of: formula.of }]] : [];
    case "atom":
      return [[{ kind: "atom", atom: formula.atom, positive }]];
    case "not":
      return expand(formula.operand, !positive);
    case "and":
    case "or":
      return (formula.kind === "and") === positive
        ? both(formula.left, positive, formula.right, positive)
        : either(formula.left, formula.right, positive);
    case "choose":
      return bounded([
        ...both(formula.test, true, formula.whenTrue, positive),
        ...both(formula.test, false, formula.otherwise, positive),
      ]);
    case "quantified":
      return expandQuantified(formula, positive);
  }
}

function both(
  left: Formula,
  leftPositive: boolean,
  right: Formula,
  rightPositive: boolean,
): readonly Conjunction[] {
  const first = expand(left, leftPositive);
  const second = expand(right, rightPositive);
  return product(first, second);
}

/** The bodies of two conditions that must hold together. */
export function product(
  first: readonly Conjunction[],
  second: readonly Conjunction[],
): readonly Conjunction[] {
  if (first.length * second.length <= mostCombinations) {
    const all = first.flatMap((one) => second.flatMap((other) => consistent([...one, ...other])));
    if (all.length <= mostBodies || first.length === 1 || second.length === 1) return bounded(all);
  }
  return first.length > second.length ? product(asOne(first), second) : product(first, asOne(second));
}

/** Alternatives as one body, which asks a function for them. */
function asOne(bodies: readonly Conjunction[]): readonly Conjunction[] {
  return [[eitherOf(bodies.flatMap(simplified))]];
}

/** A literal for some bodies; its key is the same exactly when they are, and short however deep they are nested. */
export function eitherOf(bodies: readonly Conjunction[]): Literal {
  return { kind: "either", bodies, key: createHash("sha256").update(bodiesKey(bodies)).digest("hex") };
}

/** A text that is the same for what holds bodies exactly when they ask the same. */
export function bodiesKey(of: unknown): string {
  return JSON.stringify(of, (key, value: unknown) => {
    if (key === "span" || key === "schema") return undefined;
    if (isRead(value)) return readKey(value);
    return isEither(value) ? value.key : value;
  });
}

function isEither(value: unknown): value is Extract<Literal, { kind: "either" }> {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "either";
}

function either(left: Formula, right: Formula, positive: boolean): readonly Conjunction[] {
  const visited: Literal = { kind: "visited", of: left };
  return bounded([...expand(left, positive), ...expand(right, positive).map((body) => [visited, ...body])]);
}

type Quantified = Extract<Formula, { kind: "quantified" }>;

function expandQuantified(formula: Quantified, positive: boolean): readonly Conjunction[] {
  const { variable, element, span } = formula;
  // What is not true of some is false of every, and the other way round.
  const quantifier = positive === (formula.quantifier === "some") ? "some" : "every";
  const bodies = expand(formula.body, positive);
  if (quantifier === "every") return [[{ kind: "quantified", quantifier, variable, element, bodies, span }]];
  return bodies.map((body) => [{ kind: "quantified", quantifier, variable, element, bodies: [body], span }]);
}

function bounded(bodies: readonly Conjunction[]): readonly Conjunction[] {
  if (bodies.length > mostAlternatives)
    throw new Refusal("BYL1118", `its conditions come to more than ${mostAlternatives} alternatives`);
  return bodies;
}
