import type { Span } from "../compilation.ts";
import type { Statement, Term } from "../rego/ast.ts";
import { call, holds, scalar, variable } from "../rego/terms.ts";
import type { Conjunction } from "./alternatives.ts";
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
 */
export function functionCall(
  scope: Scope,
  wish: string,
  bodies: readonly FunctionBody[],
  span: Span | undefined,
): Term {
  const name = scope.module.names.fresh(wish);
  const parameters = [...new Set(scope.variables.values())];
  const written = bodies.map(({ body, value }) => {
    const inner: Scope = {
      ...newScope(scope.effect, scope.module, promisesOf(body)),
      variables: new Map(scope.variables),
    };
    for (const parameter of parameters) inner.names.fresh(parameter);
    for (const part of body) writeLiteral(inner, part);
    const term = value === undefined ? undefined : valueTerm(inner, value);
    const statements = inner.statements.length === 0 ? [holds(scalar(true), "policy")] : inner.statements;
    return { statements, term };
  });
  const used = parameters.filter((parameter) =>
    written.some(({ statements, term }) => mentions(statements, parameter) || mentions(term, parameter)),
  );
  for (const { statements, term } of written) {
    scope.module.functions.push({
      kind: "rule",
      head: {
        kind: "function",
        name,
        parameters: used.map((parameter) =>
          mentions(statements, parameter) || mentions(term, parameter) ? parameter : "_",
        ),
        ...(term === undefined ? {} : { value: term }),
      },
      body: statements,
      ...(span === undefined ? {} : { span }),
    });
  }
  return call(name, ...used.map(variable));
}

/** Whether a name occurs in something. */
export function mentions(within: readonly Statement[] | Term | undefined, name: string): boolean {
  return (JSON.stringify(within) ?? "").includes(`{"kind":"variable","name":${JSON.stringify(name)}}`);
}
