import type { Shape } from "../schema/shape.ts";
import { byCodePoint } from "./code-point-order.ts";
import { decide, type NamedRule, type RuleSet } from "./decide.ts";
import { checkPackage, checkRuleNames } from "./names.ts";
import type { Policy, Rule } from "./policy.ts";

interface PolicyDefinition<Input, Allow extends string, Deny extends string> {
  readonly package: string;
  readonly allow: { readonly [Name in Allow]: Rule<Input> };
  readonly deny?: { readonly [Name in Deny]: Rule<Input> };
}

/**
 * A policy of named allow and deny rules over an input of the given shape.
 *
 * @throws TypeError when the package or a name cannot be used; see `checkPackage` and `checkRuleNames`
 */
export function createPolicy<Input, Allow extends string, Deny extends string>(
  kind: "envoy",
  shape: Shape<Input>,
  definition: PolicyDefinition<Input, Allow, Deny>,
): Policy<Input, Allow | Deny> {
  checkPackage(definition.package);
  const names = [
    ...namesOf<Allow>(definition.allow),
    ...(definition.deny ? namesOf<Deny>(definition.deny) : []),
  ];
  checkRuleNames(names);
  const rules: RuleSet<Input> = {
    shape,
    allow: namedRules<Input>(definition.allow),
    deny: namedRules<Input>(definition.deny ?? {}),
  };
  return Object.freeze({
    kind,
    package: definition.package,
    rules: Object.freeze(names.sort(byCodePoint)),
    input: shape.schema,
    shape,
    decide: (input, options) => decide(rules, input, options),
  } satisfies Policy<Input, Allow | Deny>);
}

function namesOf<Name extends string>(rules: { readonly [N in Name]: unknown }): Name[] {
  return Object.keys(rules) as Name[];
}

function namedRules<Input>(rules: Readonly<Record<string, Rule<Input>>>): readonly NamedRule<Input>[] {
  return Object.entries(rules).map(([name, rule]) => ({ name, rule }));
}
