import type { Span } from "../compilation.ts";
import type { Rule, Term } from "../rego/ast.ts";
import { askedLiterals, askedOf } from "../rego/input-paths.ts";
import { textKey } from "../rego/references.ts";
import { arrayOf, bind, call, holds, variable as nameTerm, scalar } from "../rego/terms.ts";
import { goThrough } from "./collections.ts";
import { comprehensionBody } from "./comprehension-body.ts";
import { valueTerm, withoutUnusedNames } from "./computed-terms.ts";
import type { JoinedList, Variable } from "./formula.ts";
import { keptName, mentions } from "./functions.ts";
import { guardNeeded, withoutImplied, withoutImpliedNull } from "./guards.ts";
import { type Body, withRuleNames } from "./rule-names.ts";
import { enterVariable, type Scope } from "./scope.ts";
import { bodiesOf, writeParts } from "./segments.ts";
import { isSingle, singleOf, type Way, waysTo } from "./single-elements.ts";
import { untrustedScalars } from "./trusted-values.ts";
import { variablesOf } from "./variables.ts";

/** What an element is called where it is read; one that is known everywhere gets its name there. */
export function elementName(scope: Scope, variable: Variable): string {
  const known = scope.variables.get(variable.id);
  if (known !== undefined) return known;
  const single = singleOf(variable);
  if (single === undefined) return "_";
  enterJoined(scope, variable, single);
  return scope.variables.get(variable.id) ?? "_";
}

/** Goes through the elements of a list that has a rule or a function of its own. */
export function enterJoined(scope: Scope, variable: Variable, list: JoinedList, span?: Span): void {
  const elements = joinedTerm(scope, list);
  if (!isSingle(list)) {
    goThrough(scope, variable, elements, span);
    return;
  }
  const name = scope.names.fresh(variable.name);
  enterVariable(scope, variable, name);
  scope.statements.push({ ...bind(name, elements), ...(span === undefined ? {} : { span }) });
}

/**
 * The list as a term: a set that a rule fills, or what a function gives where it depends on elements of others. A list
 * that has one element at most is that element.
 */
export function joinedTerm(scope: Scope, list: JoinedList): Term {
  const written = scope.module.elementLists.get(list);
  if (written !== undefined && scope.names.keep(written)) return nameTerm(written);
  const ways = waysTo(list.parts, [], []);
  const outer = variablesOf(list.parts);
  const parameters = outer.filter((variable) => singleOf(variable) === undefined);
  if (parameters.length > 0) return listCall(scope, list, ways, outer);
  const isOne = isSingle(list);
  const found = togetherByKind(ways.flatMap((way) => bodiesTo(scope, way, outer)));
  const bodies = found.length === 0 ? [noElement] : found;
  const rulesOf = (name: string): readonly Rule[] =>
    bodies.map(({ statements, element: value }) => ({
      kind: "rule",
      head: isOne ? { kind: "complete", name, value } : { kind: "contains", name, element: value },
      body: statements,
    }));
  const name = nameOf(scope, isOne ? list.element : list.name, rulesOf);
  // Each body has the elements of other lists to begin with.
  const needs = outer.flatMap((variable) => {
    const single = singleOf(variable);
    const rule = single && joinedTerm(scope, single);
    return rule?.kind === "variable" ? [rule.name] : [];
  });
  scope.module.elementRules.set(name, { isSet: !isOne, needs });
  scope.module.elementLists.set(list, name);
  return nameTerm(name);
}

/** A list in which there can be no element has a rule all the same: it is asked for by its name. */
const noElement: Body = { statements: [holds(scalar(false), "policy")], element: scalar("none") };

/** The name of some rules, which are written once. */
function nameOf(scope: Scope, wish: string, rulesOf: (name: string) => readonly Rule[]): string {
  const { joined, functions } = scope.module;
  const key = textKey(rulesOf(""));
  const known = joined.get(key) ?? [];
  const kept = known.find((name) => scope.names.keep(name));
  if (kept !== undefined) return kept;
  const name = keptName(scope, wish);
  joined.set(key, [...known, name]);
  functions.push(...rulesOf(name));
  return name;
}

/** What leads to an element, and the element. */
interface WrittenWay extends Body {
  /** What elements of other lists are called in it, which is the same in all. */
  readonly variables: ReadonlyMap<number, string>;
}

/** @param outer the elements of other lists that it depends on */
function bodiesTo(scope: Scope, { segments, value }: Way, outer: readonly Variable[]): readonly WrittenWay[] {
  return bodiesOf(segments).map((parts) => {
    const inner = writeParts(parts, scope.module, (begun) => {
      for (const variable of outer) enterOuter(begun, variable);
    });
    // Whoever goes through the elements takes texts and their like in them for what they should be.
    for (const read of untrustedScalars(value)) guardNeeded(inner, read);
    const element = valueTerm(inner, value);
    // The element must be there like what a statement reads.
    const all = withoutImpliedNull(withoutImplied([...inner.statements, bind("_", element)]));
    const statements = withoutUnusedNames(all, element).slice(0, -1);
    return {
      ...withRuleNames({ statements, element }, scope.module.elementRules),
      variables: inner.variables,
    };
  });
}

function enterOuter(scope: Scope, variable: Variable): void {
  const single = singleOf(variable);
  if (single === undefined) enterVariable(scope, variable, scope.names.fresh(variable.name));
  else enterJoined(scope, variable, single);
}

/** The call of a function that gives the elements as an array. */
function listCall(scope: Scope, list: JoinedList, ways: readonly Way[], outer: readonly Variable[]): Term {
  const written = ways.flatMap((way) => bodiesTo(scope, way, outer));
  const lists = written.map(
    ({ statements, element }): Term => ({
      kind: "comprehension",
      head: element,
      body: statements.length === 0 ? [holds(scalar(true), "policy")] : comprehensionBody(statements),
    }),
  );
  const [first = arrayOf([]), ...others] = lists;
  const value = others.reduce((left, right) => call("array.concat", left, right), first);
  const given = outer.flatMap((variable) => {
    const parameter = written[0]?.variables.get(variable.id);
    const isRead = parameter !== undefined && mentions(value, parameter);
    return isRead && singleOf(variable) === undefined ? [{ variable, parameter }] : [];
  });
  const parameters = given.map(({ parameter }) => parameter);
  const name = nameOf(scope, list.name, (called) => [
    {
      kind: "rule",
      // A function without parameters is a rule.
      head:
        parameters.length === 0
          ? { kind: "complete", name: called, value }
          : { kind: "function", name: called, parameters, value },
      body: [],
    },
  ]);
  if (parameters.length === 0) return nameTerm(name);
  return call(name, ...given.map(({ variable }) => nameTerm(elementName(scope, variable))));
}

/** Bodies that differ in nothing but the literals that one text of the input is asked for are one. */
function togetherByKind(bodies: readonly Body[]): readonly Body[] {
  const alike = new Map<string, { readonly at: number; readonly body: Body; readonly literals: string[] }>();
  for (const body of bodies) {
    const at = body.statements.findIndex((statement) => askedLiterals(statement) !== undefined);
    const statement = body.statements[at];
    const asked = statement && askedLiterals(statement);
    const others = body.statements.filter((_, index) => index !== at);
    const key = textKey([at, asked?.path ?? null, others, body.element]);
    const known = alike.get(key);
    if (known !== undefined && asked !== undefined) known.literals.push(...asked.literals);
    else alike.set(key, { at, body, literals: [...(asked?.literals ?? [])] });
  }
  return [...alike.values()].map(({ at, body, literals }) => {
    if (literals.length < 2) return body;
    const statements = body.statements.map((one, index) =>
      index === at ? askedOf(one, [...literals].sort()) : one,
    );
    return { ...body, statements };
  });
}
