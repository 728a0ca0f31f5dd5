import type { Span } from "../compilation.ts";
import type { ObjectKind, PolicyTarget } from "../ir/policy.ts";
import type { Rule } from "../rego/ast.ts";
import { alternatives } from "./alternatives.ts";
import { bodyStatements } from "./body.ts";
import { and, atom, type Formula, never, or, type Read } from "./formula.ts";
import { stepInto } from "./reads.ts";
import type { ModuleScope } from "./scope.ts";

/** The rule that says whether the policy concerns the input. */
export const concernedName = "concerned";

/** Whether an input is one that a policy is made for, as a condition; absent when all inputs are. */
export interface Concern {
  readonly formula: Formula;
  /** What the condition reads, all of it whatever the answer is. */
  readonly reads: readonly Formula[];
}

/** The condition under which a policy concerns an input. */
export function concernOf(target: PolicyTarget, input: Read, span: Span): Concern | undefined {
  switch (target.kind) {
    case "envoy":
    case "http":
    case "own":
    case "terraform":
      return undefined;
    case "gatekeeper":
      return target.match.length === 0
        ? undefined
        : kindConcern(target.match, at(input, span, "review", "kind"), span);
    case "admission":
      return admissionConcern(target.match, at(input, span, "request"), span);
  }
}

/** Objects that are created or updated; what is deleted is not there to look at. */
function admissionConcern(match: readonly ObjectKind[], request: Read, span: Span): Concern {
  const operation = at(request, span, "operation");
  const writes = isOneOf(operation, ["CREATE", "UPDATE"], span);
  const kinds = match.length === 0 ? undefined : kindConcern(match, at(request, span, "kind"), span);
  return {
    formula: kinds === undefined ? writes : and(kinds.formula, writes),
    reads: [...(kinds?.reads ?? []), { kind: "touch", of: operation }],
  };
}

function kindConcern(match: readonly ObjectKind[], given: Read, span: Span): Concern {
  const parts = ["group", "version", "kind"] as const;
  const formula = match
    .map((kind) => parts.map((part) => isOneOf(at(given, span, part), [kind[part]], span)).reduce(and))
    .reduce(or, never);
  return { formula, reads: parts.map((part) => ({ kind: "touch", of: at(given, span, part) })) };
}

function isOneOf(read: Read, values: readonly string[], span: Span): Formula {
  return values
    .map((value) => atom({ kind: "equal", left: read, right: { kind: "constant", value }, span }))
    .reduce(or, never);
}

function at(read: Read, span: Span, ...keys: readonly string[]): Read {
  return keys.reduce((inner, key) => stepInto(inner, key, span), read);
}

/** The rules that answer whether the policy concerns the input. */
export function concernRules({ formula }: Concern, module: ModuleScope): readonly Rule[] {
  return [
    { kind: "default", name: concernedName, value: false },
    ...alternatives(formula).map(
      (body): Rule => ({
        kind: "rule",
        head: { kind: "complete", name: concernedName },
        body: bodyStatements(body, "allow", module),
      }),
    ),
  ];
}
