import type { Span } from "../compilation.ts";
import type { Head, Statement, Term } from "../rego/ast.ts";
import { call, holds, scalar, variable } from "../rego/terms.ts";
import { bodiesKey, type Conjunction } from "./alternatives.ts";
import { writeLiteral } from "./body.ts";
import { valueTerm } from "./computed-terms.ts";
import { promisesOf } from "./promises.ts";
import { newScope, type Scope } from "./scope.ts";
import type { Leaf } from "./value.ts";

/** One body of a function, and the value that it gives; true when there is none. */
export interface FunctionBody {
  readonly body: Conjunction;
  readonly value?: Leaf;
}

/**
 * A call of a function made for what Rego cannot say in place: alternatives inside an `every`, or a value that
 * depends on a condition. Its parameters are the elements that the quantifiers around it go through.
 * @param wishOfRule what it is called when it takes none
 */
export function functionCall(
  scope: Scope,
  wish: string,
  bodies: readonly FunctionBody[],
  span: Span | undefined,
  wishOfRule = wish,
): Term {
  const key = `${scope.effect} ${bodiesKey(bodies)}`;
  const all = scope.module.known.get(key) ?? [];
  // A name of a variable would hide the function.
  const known = all.find(({ name }) => scope.names.keep(name));
  if (known !== undefined) return calling(scope, known);
  const variables = [...scope.variables];
  const written = bodies.map((one) => writeBody(scope, one));
  const used = variables.filter(([, parameter]) =>
    written.some(({ statements, term }) => mentions(statements, parameter) || mentions(term, parameter)),
  );
  const made = {
    name: keptName(scope, used.length > 0 ? wish : wishOfRule),
    variables: used.map(([id]) => id),
  };
  scope.module.known.set(key, [...all, made]);
  for (const { statements, term } of written.length === 0 ? [nothing()] : written) {
    scope.module.functions.push({
      kind: "rule",
      head: headOf(
        made.name,
        used.map(([, parameter]) =>
          mentions(statements, parameter) || mentions(term, parameter) ? parameter : "_",
        ),
        term,
      ),
      body: statements,
      ...(span === undefined ? {} : { span }),
    });
  }
  return calling(scope, made);
}

/** A name that means nothing else where the function is called. */
export function keptName({ module, names }: Scope, wish: string): string {
  let name = module.names.fresh(wish);
  while (!names.keep(name)) name = module.names.fresh(wish);
  return name;
}

/** A function without parameters is a rule. */
function headOf(name: string, parameters: readonly string[], term: Term | undefined): Head {
  const isTrue = term?.kind === "scalar" && term.value === true;
  const value = term === undefined || isTrue ? {} : { value: term };
  return parameters.length === 0
    ? { kind: "complete", name, ...value }
    : { kind: "function", name, parameters, ...value };
}

interface Written {
  readonly statements: readonly Statement[];
  readonly term: Term | undefined;
}

function writeBody(scope: Scope, { body, value }: FunctionBody): Written {
  const inner: Scope = {
    ...newScope(scope.effect, scope.module, promisesOf(body)),
    variables: new Map(scope.variables),
  };
  for (const parameter of scope.variables.values()) inner.names.fresh(parameter);
  for (const part of body) writeLiteral(inner, part);
  const term = value === undefined ? undefined : valueTerm(inner, value);
  return {
    // A value needs no body; a condition needs one that holds.
    statements:
      inner.statements.length === 0 && term === undefined
        ? [holds(scalar(true), "policy")]
        : inner.statements,
    term,
  };
}

/** A function that no argument satisfies. */
function nothing(): Written {
  return { statements: [holds(scalar(false), "policy")], term: undefined };
}

function calling(
  scope: Scope,
  { name, variables }: { readonly name: string; readonly variables: readonly number[] },
): Term {
  if (variables.length === 0) return variable(name);
  return call(name, ...variables.map((id) => variable(scope.variables.get(id) ?? "_")));
}

/** Whether a name occurs in something. */
export function mentions(within: readonly Statement[] | Term | undefined, name: string): boolean {
  return (JSON.stringify(within) ?? "").includes(`{"kind":"variable","name":${JSON.stringify(name)}}`);
}
