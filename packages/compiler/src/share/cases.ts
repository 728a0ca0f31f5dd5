import { memoised } from "../memoised.ts";
import type { Head, Rule, Statement, Term } from "../rego/ast.ts";
import { askedLiterals, inputPath, type Path } from "../rego/input-paths.ts";
import { createNumbers } from "../rego/numbers.ts";
import { neededReferences, textKey } from "../rego/references.ts";
import { compare, scalar, variable } from "../rego/terms.ts";
import { isFinding, replaceRules, type SetBody } from "./bodies.ts";
import type { NewName } from "./share.ts";

/** A body that asks for one of some literals at a path of the input, and the paths that it reads. */
interface Case {
  readonly rule: SetBody;
  /** Where in the body the literals are asked for. */
  readonly at: number;
  readonly literals: readonly string[];
  /** The references to the input, in the order in which they stand. */
  readonly paths: readonly Path[];
}

/** Bodies that differ in the literals, and in where in the input they read the same things. */
interface Merged {
  readonly cases: readonly Case[];
  /** Where each of them reads: all that differs between them stands below one place. */
  readonly places: readonly Path[];
  /** Which of the references lead there. */
  readonly below: ReadonlySet<number>;
}

/**
 * Puts bodies together that look for the same in objects of different kinds, which have it at different places: where
 * it is becomes a rule with a body for each kind. A kind is one literal at one path, so that the rule has one value.
 */
export function shareCases(rules: readonly Rule[], newName: NewName): readonly Rule[] {
  const replaced = new Map<Rule, readonly Rule[]>();
  const places = new Map<string, { readonly name: string; readonly rules: readonly Rule[] }>();
  for (const merged of mergedBodies(rules.filter(isFinding))) {
    const [first, ...others] = merged.cases;
    if (first === undefined || merged.cases.some(({ rule }) => replaced.has(rule))) continue;
    const key = textKey([merged.cases.map(({ rule, at }) => rule.body[at]), merged.places]);
    let place = places.get(key);
    if (place === undefined) {
      const name = newName(wishedName(first, merged));
      place = {
        name,
        rules: merged.cases.flatMap((one, index) => placeRules(one, merged.places[index] ?? [], name)),
      };
      places.set(key, place);
    }
    for (const { rule } of others) replaced.set(rule, []);
    replaced.set(first.rule, [mergedRule(first, merged, place.name)]);
  }
  return replaceRules(
    rules,
    replaced,
    [...places.values()].flatMap((place) => place.rules),
  );
}

/** Only of findings: in a rule that allows, the index needs the literal. */
function mergedBodies(rules: readonly SetBody[]): readonly Merged[] {
  const alike = new Map<string, Case[]>();
  const numbers = createNumbers();
  for (const rule of rules) {
    for (const [at, statement] of rule.body.entries()) {
      const asked = askedLiterals(statement);
      if (asked === undefined) continue;
      const parts = [...rule.body.toSpliced(at, 1), rule.head].map(pathsIn);
      const paths = parts.flatMap((part) => part.paths);
      const shape = parts.map((part) => numbers(part.shape));
      const key = textKey([asked.path, at, shape, rule.metadata, paths.map((path) => path.at(-1))]);
      const one: Case = { rule, at, literals: asked.literals, paths };
      const known = alike.get(key);
      if (known === undefined) alike.set(key, [one]);
      else known.push(one);
    }
  }
  return [...alike.values()].flatMap(mergedOf);
}

/** What a statement or a head says, whatever the fixed places of the input are that it reads; and these. */
const pathsIn = memoised(
  (of: Statement | Head): { readonly shape: string; readonly paths: readonly Path[] } => {
    const text = textKey(of);
    if (!text.includes('"name":"input"')) return { shape: text, paths: [] };
    const paths: Path[] = [];
    const without = mapInput(of, (path) => {
      paths.push(path);
      return variable("input");
    });
    return { shape: textKey(without), paths };
  },
);

/** The same with other terms in the place of references to fixed places of the input, which are counted. */
function mapInput<T>(of: T, map: (path: Path, index: number) => Term): T;
function mapInput(given: unknown, map: (path: Path, index: number) => Term): unknown {
  let index = 0;
  const visit = (of: unknown): unknown => {
    const path = inputPath(of);
    if (path !== undefined) {
      index += 1;
      return map(path, index - 1);
    }
    if (typeof of !== "object" || of === null) return of;
    if (Array.isArray(of)) return of.map(visit);
    return Object.fromEntries(Object.entries(of).map(([key, inner]) => [key, visit(inner)]));
  };
  return visit(given);
}

function mergedOf(cases: readonly Case[]): readonly Merged[] {
  const [first] = cases;
  const literals = cases.flatMap((one) => one.literals);
  if (first === undefined || cases.length < 2 || new Set(literals).size < literals.length) return [];
  const places: Path[] = [];
  const below = new Set<number>();
  for (const [index, path] of first.paths.entries()) {
    const paths = cases.map(({ paths: all }) => all[index] ?? []);
    if (paths.every((other) => textKey(other) === textKey(path))) continue;
    const common = commonEnd(paths);
    for (const [at, other] of paths.entries()) {
      const place = other.slice(0, other.length - common + 1);
      places[at] ??= place;
      if (common === 0 || textKey(places[at]) !== textKey(place)) return [];
    }
    below.add(index);
  }
  const merged: Merged = { cases, places, below };
  return below.size > 0 && needsPlace(first, merged) ? [merged] : [];
}

function commonEnd(paths: readonly Path[]): number {
  const [first = [], ...others] = paths;
  let length = 0;
  while (
    length < first.length &&
    others.every((path) => length < path.length && path.at(-1 - length) === first.at(-1 - length))
  )
    length += 1;
  return length;
}

/** A rule for each literal: OPA's index needs them one by one. */
function placeRules({ rule, at, literals }: Case, place: Path, name: string): readonly Rule[] {
  const value: Term = { kind: "reference", head: variable("input"), path: place.map(scalar) };
  const asked = rule.body[at];
  if (asked?.kind !== "expression" || asked.term.kind !== "comparison") return [];
  const { left } = asked.term;
  return literals.map((literal) => ({
    kind: "rule",
    head: { kind: "complete", name, value },
    body: [{ ...asked, term: compare(left, "==", scalar(literal)) }],
    ...(rule.span === undefined ? {} : { span: rule.span }),
  }));
}

function mergedRule({ rule, at }: Case, { places, below }: Merged, name: string): SetBody {
  const from = places[0]?.length ?? 0;
  const [body, head] = mapInput([rule.body.toSpliced(at, 1), rule.head] as const, (path, index) => {
    if (!below.has(index)) return { kind: "reference", head: variable("input"), path: path.map(scalar) };
    const rest = path.slice(from);
    return rest.length === 0
      ? variable(name)
      : { kind: "reference", head: variable(name), path: rest.map(scalar) };
  });
  return { ...rule, body, head };
}

/**
 * Whether the body fails where the place has no value, before it does anything that could go wrong: only then is the
 * literal not needed any more.
 */
function needsPlace(first: Case, merged: Merged): boolean {
  const name = "the place";
  for (const statement of mergedRule(first, merged, name).body.slice(first.at)) {
    const asked = statement.kind === "some" || statement.kind === "every" ? statement.collection : statement;
    // OPA makes the calls of a statement before it looks at the rest of it.
    if (textKey(asked).includes('"kind":"call"')) return false;
    if (statement.kind === "expression" && statement.negated) return false;
    if (statement.kind !== "expression") {
      const value = statement.kind === "assign" ? statement.value : statement.collection;
      if (isNamed(value, name)) return true;
    }
    if (neededReferences(statement).some((one) => one.kind === "reference" && isNamed(one.head, name)))
      return true;
  }
  return false;
}

function isNamed(term: Term, name: string): boolean {
  return term.kind === "variable" && term.name === name;
}

/** `object_spec` where `input.review.object.kind` tells where the spec is. */
function wishedName({ rule, at }: Case, { places }: Merged): string {
  const asked = rule.body[at];
  const of = asked === undefined ? undefined : askedLiterals(asked)?.path.at(-2);
  return [of, places[0]?.at(-1)].filter((part) => part !== undefined).join("_");
}
