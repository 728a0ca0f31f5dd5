import type { Shape } from "../schema/shape.ts";
import { byCodePoint } from "./code-point-order.ts";
import { decide, type NamedRule } from "./decide.ts";
import { checkPackage, checkRuleNames } from "./names.ts";
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
  checkPackage(definition.package);
  const names = [
    ...namesOf<Allow>(definition.allow),
    ...(definition.deny ? namesOf<Deny>(definition.deny) : []),
  ];
  checkRuleNames(names);
  const rules = {
    shape,
    data,
    allow: namedRules<Input, Data>(definition.allow),
    deny: namedRules<Input, Data>(definition.deny ?? {}),
  };
  return Object.freeze({
    kind,
    package: definition.package,
    rules: Object.freeze(names.sort(byCodePoint)),
    input: shape.schema,
    shape,
    ...(data === undefined ? {} : { data: data.schema }),
    decide: (input, options) => decide(rules, input, options),
  } satisfies Policy<Input, Allow | Deny>);
}

function namesOf<Name extends string>(rules: { readonly [N in Name]: unknown }): Name[] {
  return Object.keys(rules) as Name[];
}

function namedRules<Input, Data>(
  rules: Readonly<Record<string, DataRule<Input, Data>>>,
): readonly NamedRule<Input, Data>[] {
  return Object.entries(rules).map(([name, rule]) => ({ name, rule }));
}
