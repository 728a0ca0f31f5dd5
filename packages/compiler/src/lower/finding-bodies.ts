import type { FindingEffect, FindingRule } from "../ir/finding.ts";
import type { Rule, Statement, Term } from "../rego/ast.ts";
import { bind, scalar, variable } from "../rego/terms.ts";
import { withoutUnusedNames } from "./computed-terms.ts";
import { type LoweredFinding, type LoweredFindingRule, type Said, textName } from "./findings.ts";
import type { Operand } from "./formula.ts";
import { guardNeeded, withoutImplied, withoutImpliedNull } from "./guards.ts";
import type { BodyPart } from "./lines.ts";
import { type Body, withRuleNames } from "./rule-names.ts";
import type { ModuleScope, Scope } from "./scope.ts";
import { bodiesOf, writeParts } from "./segments.ts";
import { operandTerm } from "./terms.ts";

/**
 * The rules of the Rego by which a rule finds things.
 * @param set the name of the set that the findings go into
 * @param first what each body begins with
 */
export function findingBodies(
  { rule, joined }: LoweredFindingRule,
  set: string,
  first: readonly Statement[],
  module: ModuleScope,
): readonly Rule[] {
  const metadata = {
    title: rule.name,
    ...(rule.description === undefined ? {} : { description: rule.description }),
    labels: [
      ["rule", rule.name],
      ["effect", labelOf(rule.effect)],
    ] as const,
  };
  return joined.flatMap((finding) =>
    bodiesOf(finding.segments).map((parts): Rule => {
      const { statements, element } = written(rule, finding, parts, module);
      return {
        kind: "rule",
        head: { kind: "contains", name: set, element },
        body: [...first, ...module.equal(statements)],
        metadata,
        span: finding.span,
        implements: { effect: rule.effect, name: rule.name },
      };
    }),
  );
}

function labelOf(effect: FindingEffect): string {
  return effect === "deny" || effect === "warn" ? effect : "oblige";
}

function written(
  { name, effect }: FindingRule,
  finding: LoweredFinding,
  parts: readonly BodyPart[],
  module: ModuleScope,
): Body {
  const scope = writeParts(parts, module);
  const message = messageTerm(scope, finding.message);
  const details = finding.details.map(([key, said]) => [key, saidTerm(scope, said)] as const);
  const msg = message.kind === "scalar" ? message : variable(scope.names.fresh(textName(effect)));
  if (msg.kind === "variable")
    scope.statements.push({ ...bind(msg.name, message), origin: "policy", span: finding.span });
  const element: Term = {
    kind: "object",
    entries: [
      [textName(effect), msg],
      ["details", { kind: "object", entries: [...details, ["rule", scalar(name)]] }],
    ],
  };
  const statements = withoutUnusedNames(withoutImpliedNull(withoutImplied(scope.statements)), element);
  return withRuleNames({ statements, element }, module.elementRules);
}

/** Texts that are put together stand in a template, which is there whatever its parts are. */
function messageTerm(scope: Scope, message: Operand): Term {
  if (message.kind !== "read" || message.root.kind !== "computed" || message.steps.length > 0)
    return operandSaid(scope, message);
  const { computation } = message.root;
  if (computation.kind !== "concat") return operandSaid(scope, message);
  return { kind: "template", parts: computation.parts.map((part) => templatePart(scope, part)) };
}

/** `opa fmt` takes escapes out of templates, so that a text beyond ASCII stands outside of them. */
function templatePart(scope: Scope, part: Operand): Term {
  if (part.kind === "constant" && typeof part.value === "string" && !/^[\x20-\x7e\t\n]*$/.test(part.value)) {
    const name = scope.names.fresh("text");
    scope.statements.push(bind(name, scalar(part.value)));
    return variable(name);
  }
  return operandSaid(scope, part);
}

/** A value that is said may be malformed: that is a finding of its own. To count one is an error of the builtin. */
function operandSaid(scope: Scope, operand: Operand): Term {
  if (operand.kind === "count") guardNeeded(scope, operand.of);
  return operandTerm(scope, operand, true);
}

function saidTerm(scope: Scope, said: Said): Term {
  switch (said.kind) {
    case "operand":
      return operandSaid(scope, said.operand);
    case "list":
      return { kind: "array", elements: said.elements.map((element) => saidTerm(scope, element)) };
    case "record":
      return {
        kind: "object",
        entries: said.entries.map(([key, value]) => [key, saidTerm(scope, value)]),
      };
  }
}
