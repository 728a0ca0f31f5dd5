import { type EnvoySide, envoyAnswers, envoyProperties } from "@bylaw/dsl/envoy";
import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Constant } from "../ir/expression.ts";
import type { EnvoyAnswer, PolicyDefinition } from "../ir/policy.ts";
import type { Rule, Statement, Term } from "../rego/ast.ts";
import { fails, holds, variable } from "../rego/terms.ts";
import { alternatives } from "./alternatives.ts";
import { writeLiteral } from "./body.ts";
import { valueTerm, withoutUnusedNames } from "./computed-terms.ts";
import { functionValue } from "./evaluate.ts";
import { factsOf } from "./facts.ts";
import { always, and, type Formula, not } from "./formula.ts";
import { withoutImplied } from "./guards.ts";
import { plainValue } from "./plain-value.ts";
import { promisesOf } from "./promises.ts";
import { merged } from "./records.ts";
import { type ModuleScope, newScope } from "./scope.ts";
import { constantTerm } from "./terms.ts";
import { touch } from "./touch.ts";
import { constantValue, type Leaf, type Value } from "./value.ts";
import type { Numbers } from "./work.ts";

/** The rule that a proxy asks which takes an object. */
const responseName = "decision";

/** The name of the rule that is asked whether the input is allowed. */
export function decisionName({ target, findingRules }: PolicyDefinition): string {
  const answers = target.kind === "envoy" && target.response !== undefined;
  return answers || findingRules.length > 0 ? responseName : "allow";
}

/** One way in which an answer comes about. */
interface Way {
  readonly on: Formula;
  readonly leaf: Leaf;
}

/** An answer with its calls, constants and bindings inlined. */
interface LoweredAnswer {
  readonly ways: readonly Way[];
  /** All that it reads. */
  readonly reads: Formula;
  readonly span: Span;
}

/** What a policy answers Envoy. */
export interface LoweredResponse {
  readonly allowed: LoweredAnswer;
  /** Absent when it is a constant: the fallback says it then. */
  readonly denied?: LoweredAnswer;
  /** What is answered where the others cannot be made of the input. */
  readonly fallback: Term & { readonly kind: "object" };
}

/**
 * Inlines the answers to Envoy; undefined for a policy that answers with a boolean.
 * @param documents what the parameters of an answer stand for
 * @param numbers one for all rules of a policy
 * @throws Refusal when an answer has no exact meaning in Rego, or is nothing that opa-envoy-plugin takes
 */
export function lowerResponse(
  { target, functions }: PolicyDefinition,
  documents: (span: Span) => readonly Value[],
  numbers: Numbers,
): LoweredResponse | undefined {
  if (target.kind !== "envoy" || target.response === undefined) return undefined;
  const lowered = (side: EnvoySide, answer: EnvoyAnswer): LoweredAnswer => {
    const { span } = answer;
    const value =
      answer.kind === "constant"
        ? constantValue(answer.value)
        : merged(
            [constantOf(side), functionValue(answer.function, documents(span), functions, numbers).value],
            span,
          );
    const ways = waysOf(value, always);
    for (const way of ways) checkAnswer(side, way, span);
    return { ways, reads: touch(value), span };
  };
  const { allowed, denied } = target.response;
  return {
    allowed: lowered("allowed", allowed),
    ...(denied.kind === "constant" ? {} : { denied: lowered("denied", denied) }),
    fallback: objectTerm(denied.kind === "constant" ? denied.value : constantAnswer("denied")),
  };
}

function constantAnswer(side: EnvoySide): Constant {
  return { kind: "object", entries: Object.entries(envoyAnswers[side]) };
}

function constantOf(side: EnvoySide): Value {
  return constantValue(constantAnswer(side));
}

function objectTerm(value: Constant): LoweredResponse["fallback"] {
  const term = constantTerm(value);
  return term.kind === "object" ? term : { kind: "object", entries: [] };
}

function waysOf(value: Value, on: Formula): readonly Way[] {
  switch (value.kind) {
    case "choice":
      return [
        ...waysOf(value.whenTrue, and(on, value.test)),
        ...waysOf(value.otherwise, and(on, not(value.test))),
      ];
    case "stuck":
      return [];
    default:
      return [{ on, leaf: value }];
  }
}

function checkAnswer(side: EnvoySide, { on, leaf }: Way, span: Span): void {
  const known = ["allowed", ...envoyProperties(side)];
  for (const name of namesIn(leaf)) {
    if (!known.includes(name))
      throw new Refusal(
        "BYL1006",
        `${side} has ${JSON.stringify(name)}, which opa-envoy-plugin does not take there`,
        span,
      );
  }
  plainValue(leaf, factsOf(on, true), span);
}

function namesIn(leaf: Leaf): readonly string[] {
  if (leaf.kind === "record") return leaf.entries.map(([name]) => name);
  if (leaf.kind !== "operand" || leaf.operand.kind !== "constant") return [];
  const { value } = leaf.operand;
  if (typeof value !== "object" || value === null || !("kind" in value)) return [];
  return value.entries.map(([name]) => name);
}

/** What the answers read and ask. */
export function responseFormulas({ allowed, denied }: LoweredResponse): readonly Formula[] {
  return [allowed, ...(denied === undefined ? [] : [denied])].flatMap(({ ways, reads }) => [
    reads,
    ...ways.map(({ on }) => on),
  ]);
}

/** The rules that answer with an object: what is not allowed is denied, so that there is always one. */
export function responseRules(
  { allowed, denied, fallback }: LoweredResponse,
  module: ModuleScope,
): readonly Rule[] {
  return [
    { kind: "default", name: responseName, value: fallback, metadata: { entrypoint: true } },
    ...answerRules(allowed, holds(variable("allow"), "policy"), module),
    ...(denied === undefined ? [] : answerRules(denied, fails(variable("allow"), "policy"), module)),
  ];
}

function answerRules({ ways, span }: LoweredAnswer, first: Statement, module: ModuleScope): readonly Rule[] {
  return ways.flatMap(({ on, leaf }) =>
    alternatives(on).map((body): Rule => {
      // A part of the input that is malformed fails the body, whichever answer it is: the fallback denies.
      const scope = newScope("allow", module, promisesOf(body));
      for (const literal of body) writeLiteral(scope, literal);
      const value = valueTerm(scope, leaf);
      const statements = withoutUnusedNames(withoutImplied(scope.statements), value);
      return {
        kind: "rule",
        head: { kind: "complete", name: responseName, value },
        body: [first, ...statements],
        span,
      };
    }),
  );
}
