import { Refusal } from "../diagnostics/report.ts";
import type { Rule, Statement, Term } from "../rego/ast.ts";
import { bind, scalar, variable } from "../rego/terms.ts";
import { alternatives, type Conjunction } from "./alternatives.ts";
import { mentions, writeLiteral } from "./body.ts";
import type { LoweredFinding, LoweredFindingRule, Said, Segment } from "./findings.ts";
import type { Operand } from "./formula.ts";
import { withoutImplied } from "./guards.ts";
import { promisesOf } from "./promises.ts";
import { type ModuleScope, newScope, type Scope } from "./scope.ts";
import { constantTerm, operandTerm, reference } from "./terms.ts";

/** How many bodies one finding may come to. */
const mostBodies = 64;

/** A part of a body: what must hold, or the elements to go through. */
type BodyPart =
  | { readonly kind: "literals"; readonly literals: Conjunction }
  | Extract<Segment, { kind: "each" }>;

/**
 * The rules of the Rego by which a rule finds things.
 * @param set the name of the set that the findings go into
 * @param first what each body begins with
 */
export function findingBodies(
  { rule, findings }: LoweredFindingRule,
  set: string,
  first: readonly Statement[],
  module: ModuleScope,
): readonly Rule[] {
  const metadata = {
    title: rule.name,
    ...(rule.description === undefined ? {} : { description: rule.description }),
    labels: [
      ["rule", rule.name],
      ["effect", rule.effect],
    ] as const,
  };
  return findings.flatMap((finding) =>
    bodiesOf(finding.segments).map((parts): Rule => {
      const { statements, element } = written(rule.name, finding, parts, module);
      return {
        kind: "rule",
        head: { kind: "contains", name: set, element },
        body: [...first, ...statements],
        metadata,
        span: finding.span,
        implements: { effect: rule.effect, name: rule.name },
      };
    }),
  );
}

/** The ways in which all segments hold: those of each with those of the others. */
function bodiesOf(segments: readonly Segment[]): readonly (readonly BodyPart[])[] {
  return segments.reduce<readonly (readonly BodyPart[])[]>(
    (bodies, segment) => {
      const next: readonly BodyPart[] =
        segment.kind === "each"
          ? [segment]
          : alternatives(segment.formula).map((literals) => ({ kind: "literals", literals }));
      if (bodies.length * next.length > mostBodies)
        throw new Refusal("BYL1118", `its conditions come to more than ${mostBodies} alternatives`);
      return bodies.flatMap((body) => next.map((part) => [...body, part]));
    },
    [[]],
  );
}

interface Written {
  readonly statements: readonly Statement[];
  readonly element: Term;
}

function written(
  name: string,
  finding: LoweredFinding,
  parts: readonly BodyPart[],
  module: ModuleScope,
): Written {
  const literals = parts.flatMap((part) => (part.kind === "literals" ? part.literals : []));
  const scope = newScope("deny", module, promisesOf(literals));
  const loops: { readonly at: number; readonly variable: string; readonly statement: Statement }[] = [];
  for (const part of parts) {
    if (part.kind === "literals") {
      for (const literal of part.literals) writeLiteral(scope, literal);
      continue;
    }
    const statement = loop(scope, part);
    loops.push({ at: scope.statements.length, variable: statement.variable, statement });
    scope.statements.push(statement);
  }
  const message = saidTerm(scope, finding.message);
  const details = finding.details.map(([key, said]) => [key, saidTerm(scope, said)] as const);
  const msg = message.kind === "scalar" ? message : variable(scope.names.fresh("msg"));
  if (msg.kind === "variable")
    scope.statements.push({ ...bind(msg.name, message), origin: "policy", span: finding.span });
  const element: Term = {
    kind: "object",
    entries: [
      ["msg", msg],
      ["details", { kind: "object", entries: [...details, ["rule", scalar(name)]] }],
    ],
  };
  // Strict OPA refuses variables that nothing uses.
  for (const { at, variable: given, statement } of loops) {
    const rest = [...scope.statements.slice(at + 1), { ...bind("_", element), origin: "policy" as const }];
    if (statement.kind === "some" && !mentions(rest, given))
      scope.statements[at] = { ...statement, variable: "_" };
  }
  return { statements: withoutImplied(scope.statements), element };
}

function loop(
  scope: Scope,
  { variable: given, span }: Extract<Segment, { kind: "each" }>,
): Extract<Statement, { kind: "some" }> {
  const { collection } = given;
  const elements: Term =
    collection.kind === "read"
      ? reference(scope, collection)
      : { kind: "array", elements: collection.values.map(constantTerm) };
  const name = scope.names.fresh(given.name);
  scope.variables.set(given.id, name);
  return { kind: "some", variable: name, collection: elements, origin: "policy", span };
}

function saidTerm(scope: Scope, said: Said): Term {
  switch (said.kind) {
    case "operand":
      return operandTerm(scope, said.operand, true);
    case "template":
      return { kind: "template", parts: said.parts.map((part) => templatePart(scope, part)) };
    case "list":
      return { kind: "array", elements: said.elements.map((element) => saidTerm(scope, element)) };
    case "record":
      return {
        kind: "object",
        entries: said.entries.map(([key, value]) => [key, saidTerm(scope, value)]),
      };
  }
}

/** `opa fmt` takes escapes out of templates, so that a text beyond ASCII stands outside of them. */
function templatePart(scope: Scope, part: Operand): Term {
  if (part.kind !== "constant" || typeof part.value !== "string" || /^[\x20-\x7e\t\n]*$/.test(part.value))
    return operandTerm(scope, part, true);
  const name = scope.names.fresh("text");
  scope.statements.push(bind(name, scalar(part.value)));
  return variable(name);
}
