import type { Shape } from "../schema/shape.ts";
import { byCodePoint } from "./code-point-order.ts";
import { decide } from "./decide.ts";
import { decideWithObligations } from "./decide-obligations.ts";
import { checkPackage, checkRuleNames } from "./names.ts";
import type { ObligationDecision, ObligationRule, Obligations } from "./obligation.ts";
import type { DataRule, Policy, PolicyKind } from "./policy.ts";

interface PolicyDefinition<Input, Data, Allow extends string, Deny extends string> {
  readonly package: string;
  readonly allow: { readonly [Name in Allow]: DataRule<Input, Data> };
  readonly deny?: { readonly [Name in Deny]: DataRule<Input, Data> };
}

/**
 * A policy of named allow and deny rules over an input of the given shape, and perhaps data documents.
 *
 * @throws TypeError when the package or a name cannot be used; see `checkPackage` and `checkRuleNames`
 */
export function createPolicy<Input, Data, Allow extends string, Deny extends string>(
  kind: PolicyKind,
  shape: Shape<Input>,
  definition: PolicyDefinition<Input, Data, Allow, Deny>,
  data?: Shape<Data>,
): Policy<Input, Allow | Deny> {
  const { made, rules } = policyParts(kind, shape, definition, [], data);
  return Object.freeze({
    ...made,
    decide: (input, options) => decide(rules, input, options),
  } satisfies Policy<Input, Allow | Deny>);
}

interface ObligingDefinition<
  Input,
  Data,
  Allow extends string,
  Deny extends string,
  OnAllowed extends string,
  OnDenied extends string,
> extends PolicyDefinition<Input, Data, Allow, Deny> {
  readonly obligations: Obligations<OnAllowed, OnDenied, Input, Data>;
}

/**
 * A policy as of `createPolicy` whose decisions come with obligations.
 *
 * @throws TypeError as `createPolicy`
 */
export function createObligingPolicy<
  Input,
  Data,
  Allow extends string,
  Deny extends string,
  OnAllowed extends string,
  OnDenied extends string,
>(
  kind: PolicyKind,
  shape: Shape<Input>,
  definition: ObligingDefinition<Input, Data, Allow, Deny, OnAllowed, OnDenied>,
  data?: Shape<Data>,
): Policy<Input, Allow | Deny | OnAllowed | OnDenied, ObligationDecision> {
  const { allowed, denied } = definition.obligations;
  const obligations = {
    allowed: namedRules<ObligationRule<Input, Data>>(allowed ?? {}),
    denied: namedRules<ObligationRule<Input, Data>>(denied ?? {}),
  };
  const names = [
    ...(allowed ? namesOf<OnAllowed>(allowed) : []),
    ...(denied ? namesOf<OnDenied>(denied) : []),
  ];
  const { made, rules } = policyParts<Input, Data, Allow, Deny, OnAllowed | OnDenied>(
    kind,
    shape,
    definition,
    names,
    data,
  );
  return Object.freeze({
    ...made,
    decide: (input, options) => decideWithObligations(rules, obligations, input, options),
  } satisfies Policy<Input, Allow | Deny | OnAllowed | OnDenied, ObligationDecision>);
}

/** What a policy has beside its way to decide, and the rules to decide by. */
function policyParts<Input, Data, Allow extends string, Deny extends string, More extends string>(
  kind: PolicyKind,
  shape: Shape<Input>,
  definition: PolicyDefinition<Input, Data, Allow, Deny>,
  more: readonly More[],
  data: Shape<Data> | undefined,
) {
  checkPackage(definition.package);
  const names = [
    ...namesOf<Allow>(definition.allow),
    ...(definition.deny ? namesOf<Deny>(definition.deny) : []),
    ...more,
  ];
  checkRuleNames(names);
  const rules = {
    shape,
    data,
    allow: namedRules<DataRule<Input, Data>>(definition.allow),
    deny: namedRules<DataRule<Input, Data>>(definition.deny ?? {}),
  };
  const made = {
    kind,
    package: definition.package,
    rules: Object.freeze(names.sort(byCodePoint)),
    input: shape.schema,
    shape,
    ...(data === undefined ? {} : { data: data.schema }),
  };
  return { made, rules };
}

function namesOf<Name extends string>(rules: { readonly [N in Name]: unknown }): Name[] {
  return Object.keys(rules) as Name[];
}

function namedRules<Rule>(
  rules: Readonly<Record<string, Rule>>,
): readonly { readonly name: string; readonly rule: Rule }[] {
  return Object.entries(rules).map(([name, rule]) => ({ name, rule }));
}
