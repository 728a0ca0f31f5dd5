import type { Schema } from "@bylaw/dsl/schema";
import type { ComparedLiteral, CompiledPolicy, Diagnostic, Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { FindingRule } from "../ir/finding.ts";
import type { PolicyDefinition, PolicyRule } from "../ir/policy.ts";
import { libraryFunctions } from "../library/index.ts";
import type { Module, Rule } from "../rego/ast.ts";
import { createNumbers } from "../rego/numbers.ts";
import { statementsKey, textKey } from "../rego/references.ts";
import { call, compare, holds, scalar, variable } from "../rego/terms.ts";
import { withoutAbsorbed } from "./absorbed.ts";
import { alternatives } from "./alternatives.ts";
import { bodyStatements } from "./body.ts";
import { comparedLiterals, inputReads } from "./compared-literals.ts";
import { type Concern, concernOf, concernRules } from "./concerns.ts";
import { ruleFormula } from "./evaluate.ts";
import { findingBodies } from "./finding-bodies.ts";
import { concernStatements, emptySet, malformedFindings } from "./finding-module.ts";
import { type FindingSets, findingSets } from "./finding-sets.ts";
import { type LoweredFinding, type LoweredFindingRule, lowerFindingRule } from "./findings.ts";
import type { Formula, Read } from "./formula.ts";
import { claimsHelper, type HelperUse, plainHelper, shapeHelper } from "./generated-functions.ts";
import { malformedInput, malformedRules } from "./malformed.ts";
import { createNames } from "./names.ts";
import { obligationRules, readsWhenAllowed } from "./obligations.ts";
import { type LoweredResponse, lowerResponse, responseFormulas, responseRules } from "./response.ts";
import { type ModuleScope, newModuleScope } from "./scope.ts";
import type { Value } from "./value.ts";
import type { Numbers } from "./work.ts";

/** A rule with its condition: calls, constants and bindings inlined. */
export interface LoweredRule {
  readonly rule: PolicyRule;
  readonly formula: Formula;
}

/** A policy as conditions over reads of the input. */
export interface LoweredPolicy {
  readonly definition: PolicyDefinition;
  readonly rules: readonly LoweredRule[];
  readonly findingRules: readonly LoweredFindingRule[];
  /** Which inputs the policy is made for; absent when all are. */
  readonly concern?: Concern;
  /** What Envoy is answered; absent when that is a boolean. */
  readonly response?: LoweredResponse;
  readonly comparedLiterals: readonly ComparedLiteral[];
  readonly reads: CompiledPolicy["reads"];
}

/** What a stage gives: its product, or what is wrong. */
export type Staged<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Inlines every rule of a policy; what is wrong with each rule is said at once. */
export function lower(definition: PolicyDefinition): Staged<LoweredPolicy> {
  const diagnostics: Diagnostic[] = [];
  const numbers: Numbers = { last: 0 };
  const rootOf = (kind: "input" | "data", schema: Schema, span: Span): Read => ({
    kind: "read",
    root: { kind, schema },
    steps: [],
    schema,
    span,
  });
  const inputOf = (span: Span): Read => rootOf("input", definition.input, span);
  const documentsOf = (span: Span): readonly Value[] => [
    { kind: "operand", operand: inputOf(span) },
    ...(definition.data === undefined
      ? []
      : [{ kind: "operand", operand: rootOf("data", definition.data, span) } as const]),
  ];
  const rules = definition.rules.flatMap((rule): readonly LoweredRule[] => {
    const formula = attempt(rule, diagnostics, () =>
      ruleFormula(rule.predicate, documentsOf(rule.span), definition.functions, numbers),
    );
    return formula === undefined ? [] : [{ rule, formula }];
  });
  const findingRules = definition.findingRules.flatMap((rule) => {
    return (
      attempt(rule, diagnostics, () => lowerFindingRule(rule, documentsOf(rule.span), definition, numbers)) ??
      []
    );
  });
  const response = attempt(undefined, diagnostics, () => lowerResponse(definition, documentsOf, numbers));
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const [first] = definition.findingRules;
  const concern = first && concernOf(definition.target, inputOf(first.span), first.span);
  const formulas = [
    ...(concern === undefined ? [] : [concern.formula]),
    ...rules.map(({ formula }) => formula),
    ...findingRules.flatMap(({ reads, findings: found }) => [reads, ...found.flatMap(conditionsOf)]),
    ...(response === undefined ? [] : responseFormulas(response)),
  ];
  return {
    ok: true,
    value: {
      definition,
      rules,
      findingRules,
      ...(concern === undefined ? {} : { concern }),
      ...(response === undefined ? {} : { response }),
      comparedLiterals: comparedLiterals(formulas),
      reads: inputReads([...(concern?.reads ?? []), ...formulas]),
    },
  };
}

/** What is asked on the way to a finding: the literals in it are worth trying. */
function conditionsOf({ segments }: LoweredFinding): readonly Formula[] {
  return segments.flatMap((segment) => (segment.kind === "when" ? [segment.formula] : []));
}

function attempt<T>(
  rule: PolicyRule | FindingRule | undefined,
  diagnostics: Diagnostic[],
  work: () => T,
): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { diagnostic } = error;
    diagnostics.push(
      diagnostic.span === undefined && rule !== undefined ? { ...diagnostic, span: rule.span } : diagnostic,
    );
    return undefined;
  }
}

/** Writes a policy's conditions as a Rego module: guards, bodies, helpers. */
export function toRego(policy: LoweredPolicy): Staged<Module> {
  const { definition } = policy;
  const scope = newModuleScope(createNames(definition.package.split(".")));
  const diagnostics: Diagnostic[] = [];
  const sets = findingSets(definition.target);
  const rules =
    sets === undefined ? decisions(policy, scope, diagnostics) : findings(policy, sets, scope, diagnostics);
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  // The checks of claims may call further helpers, so they are written before those.
  const verified = verifications(scope);
  return {
    ok: true,
    value: {
      package: definition.package,
      metadata: {
        title: definition.package,
        description: definition.description ?? `Generated by Bylaw from ${definition.source}`,
      },
      rules: [...rules, ...scope.functions, ...verified, ...[...scope.helpers].sort().flatMap(plainHelper)],
    },
  };
}

function decisions(policy: LoweredPolicy, scope: ModuleScope, diagnostics: Diagnostic[]): readonly Rule[] {
  const bodies = policy.rules.flatMap(
    (lowered) => attempt(lowered.rule, diagnostics, () => ruleBodies(lowered, scope)) ?? [],
  );
  const { response: answers } = policy;
  const response = answers && attempt(undefined, diagnostics, () => responseRules(answers, scope));
  const obligations = attempt(undefined, diagnostics, () => obligationRules(policy.findingRules, scope));
  if (diagnostics.length > 0) return [];
  const hasAllow = policy.rules.some(({ rule }) => rule.effect === "allow");
  const denials = policy.rules.filter(({ rule }) => rule.effect === "deny");
  const malformed = malformedRules(
    [...denials.map(({ formula }) => formula), ...readsWhenAllowed(policy.findingRules)],
    scope,
  );
  const denies = denials.length > 0 || malformed.length > 0;
  const rules = [
    ...decisionRules(denies),
    ...(response ?? []),
    ...(obligations ?? []),
    ...bodies,
    ...denialOfMalformed(denies, malformed),
  ];
  // Both sets of malformed paths ask whether there is an input at all.
  return distinct([...rules, ...emptySets(rules, hasAllow, denies)]);
}

/**
 * Each rule once. Two that come from different places are two; only those that read alike are written out with their
 * places, which is dear.
 */
function distinct(rules: readonly Rule[]): readonly Rule[] {
  const numbers = createNumbers();
  const texts = rules.map((rule) =>
    rule.kind === "rule"
      ? `${statementsKey(rule.body, numbers)} ${textKey({ ...rule, body: [] })}`
      : textKey(rule),
  );
  const seen = new Set<string>();
  const repeated = new Set(texts.filter((text) => seen.size === seen.add(text).size));
  const keys = rules.map((rule, at) => (repeated.has(texts[at] ?? "") ? JSON.stringify(rule) : rule));
  return [...new Map(rules.map((rule, at) => [keys[at], rule])).values()];
}

function findings(
  { findingRules, concern }: LoweredPolicy,
  sets: FindingSets,
  scope: ModuleScope,
  diagnostics: Diagnostic[],
): readonly Rule[] {
  const first = concernStatements(concern);
  const bodies = findingRules.flatMap(
    (lowered) =>
      attempt(lowered.rule, diagnostics, () =>
        findingBodies(lowered, lowered.rule.effect === "warn" ? sets.warn : sets.deny, first, scope),
      ) ?? [],
  );
  if (diagnostics.length > 0) return [];
  const readsOf = (effect: FindingRule["effect"]): readonly Formula[] =>
    findingRules.flatMap(({ rule, reads }) => (rule.effect === effect ? [reads] : []));
  const denials = { set: sets.deny, malformed: "malformed", effect: "deny" } as const;
  const warnings = { set: sets.warn, malformed: "malformed_in_warnings", effect: "warn" } as const;
  const support = [
    ...malformedFindings(denials, concern, readsOf("deny"), scope),
    ...(concern === undefined ? [] : concernRules(concern, scope)),
    ...malformedFindings(warnings, concern, readsOf("warn"), scope),
  ];
  const filled = new Set(
    [...bodies, ...support].flatMap((rule) => (rule.kind === "rule" ? [rule.head.name] : [])),
  );
  const rules = [...bodies, ...(filled.has(sets.deny) ? [] : [emptySet(sets.deny)]), ...support];
  // Both sets of malformed paths ask whether there is an input at all.
  return distinct(rules);
}

function decisionRules(denies: boolean): readonly Rule[] {
  const allowed = holds(compare(call("count", variable("allowed_by")), ">", scalar(0)), "policy");
  const denied = holds(compare(call("count", variable("denied_by")), "==", scalar(0)), "policy");
  return [
    { kind: "default", name: "allow", value: false, metadata: { entrypoint: true } },
    // Denials are asked for first, so that the decision log names them even when nothing allows.
    { kind: "rule", head: { kind: "complete", name: "allow" }, body: denies ? [denied, allowed] : [allowed] },
  ];
}

function ruleBodies({ rule, formula }: LoweredRule, scope: ModuleScope): readonly Rule[] {
  const metadata = {
    title: rule.name,
    ...(rule.description === undefined ? {} : { description: rule.description }),
    labels: [
      ["rule", rule.name],
      ["effect", rule.effect],
    ] as const,
  };
  const bodies = new Map<string, Rule>();
  const ways = alternatives(formula);
  for (const body of rule.effect === "deny" ? withoutAbsorbed(ways) : ways) {
    const statements = bodyStatements(body, rule.effect, scope);
    bodies.set(textKey(statements), {
      kind: "rule",
      head: {
        kind: "contains",
        name: rule.effect === "allow" ? "allowed_by" : "denied_by",
        element: scalar(rule.name),
      },
      body: statements,
      metadata,
      span: rule.span,
      implements: { effect: rule.effect, name: rule.name },
    });
  }
  return [...bodies.values()];
}

/** A set that no body fills must still be there to be counted. */
function emptySets(bodies: readonly Rule[], allows: boolean, denies: boolean): readonly Rule[] {
  const filled = new Set(bodies.flatMap((rule) => (rule.kind === "rule" ? [rule.head.name] : [])));
  const empty = (name: string): Rule => ({
    kind: "rule",
    head: { kind: "contains", name, element: scalar("none") },
    body: [holds(scalar(false), "policy")],
  });
  return [
    ...(filled.has("allowed_by") || !allows ? [] : [empty("allowed_by")]),
    ...(filled.has("denied_by") || !denies ? [] : [empty("denied_by")]),
  ];
}

function denialOfMalformed(denies: boolean, malformed: readonly Rule[]): readonly Rule[] {
  if (!denies || malformed.length === 0) return [];
  return [
    {
      kind: "rule",
      head: { kind: "contains", name: "denied_by", element: scalar(malformedInput) },
      body: [holds(compare(call("count", variable("malformed")), ">", scalar(0)), "policy")],
      metadata: {
        title: malformedInput,
        description: "A value that a deny rule reads is not what its type says.",
        labels: [
          ["rule", malformedInput],
          ["effect", "deny"],
        ],
      },
    },
    ...malformed,
  ];
}

function verifications(scope: ModuleScope): readonly Rule[] {
  const fresh = (wish: string): string => scope.names.fresh(wish);
  const use: HelperUse = (used) => {
    scope.helpers.add(used);
  };
  return [
    ...[...scope.verifications.values()].flatMap(({ name, helper }) =>
      claimsHelper(name, helper.constraints, helper.claims, fresh, use),
    ),
    ...[...scope.library.values()].flatMap(
      ({ name, helper }) => libraryFunctions.get(helper.function)?.rules(name, helper.literals, fresh) ?? [],
    ),
    ...[...scope.shapes.values()].flatMap(({ name, schema }) => shapeHelper(name, schema, fresh, use)),
  ];
}
