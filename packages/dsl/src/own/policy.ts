import { createFindingPolicy } from "../policy/create-finding-policy.ts";
import { createObligingPolicy, createPolicy } from "../policy/create-policy.ts";
import type { FindingDecision, FindingRule } from "../policy/finding.ts";
import type { ObligationDecision, Obligations } from "../policy/obligation.ts";
import type { DataRule, Policy } from "../policy/policy.ts";
import type { Shape } from "../schema/index.ts";

/** What `policy` takes. */
export interface OwnPolicyDefinition<Allow extends string, Deny extends string, Input, Data> {
  /** The Rego package, dotted: with `shop.orders`, the decision is `shop/orders/allow`. */
  readonly package: string;
  /** What `input` looks like. */
  readonly input: Shape<Input>;
  /** The documents below `data`. */
  readonly data?: Shape<Data>;
  /** Rules by name. The input is allowed when one of them holds and no deny rule does. */
  readonly allow: { readonly [Name in Allow]: DataRule<Input, Data> };
  /** Rules by name. The input is denied when one of them holds, whatever allows it. */
  readonly deny?: { readonly [Name in Deny]: DataRule<Input, Data> };
}

/** What `policy` takes when its decisions come with obligations: with `shop.orders`, ask for `shop/orders/decision`. */
export interface ObligingPolicyDefinition<
  Allow extends string,
  Deny extends string,
  OnAllowed extends string,
  OnDenied extends string,
  Input,
  Data,
> extends OwnPolicyDefinition<Allow, Deny, Input, Data> {
  /** What must be done for a decision to hold, for what is allowed and for what is denied. */
  readonly obligations: Obligations<OnAllowed, OnDenied, Input, Data>;
}

/**
 * A policy that allows or denies an input of your own shape, perhaps with obligations.
 *
 * @returns the policy; export it as the module's default, so that it can be compiled
 * @throws TypeError on a package that Rego cannot have, or on a rule name as for `envoyPolicy`
 */
export function policy<
  const Allow extends string,
  Input,
  const Deny extends string = never,
  const OnAllowed extends string = never,
  const OnDenied extends string = never,
  Data = undefined,
>(
  definition: ObligingPolicyDefinition<Allow, Deny, OnAllowed, OnDenied, Input, Data>,
): Policy<Input, Allow | Deny | OnAllowed | OnDenied, ObligationDecision>;
export function policy<
  const Allow extends string,
  Input,
  const Deny extends string = never,
  Data = undefined,
>(definition: OwnPolicyDefinition<Allow, Deny, Input, Data>): Policy<Input, Allow | Deny>;
export function policy<Allow extends string, Input, Deny extends string, Data>(
  definition:
    | OwnPolicyDefinition<Allow, Deny, Input, Data>
    | ObligingPolicyDefinition<Allow, Deny, string, string, Input, Data>,
): Policy<Input, string> {
  return "obligations" in definition
    ? createObligingPolicy("own", definition.input, definition, definition.data)
    : createPolicy("own", definition.input, definition, definition.data);
}

/** What `findingPolicy` takes. */
export interface OwnFindingPolicyDefinition<Deny extends string, Warn extends string, Input, Data> {
  /** The Rego package, dotted: with `shop.orders`, the decision is `shop/orders/deny`. */
  readonly package: string;
  /** What `input` looks like. */
  readonly input: Shape<Input>;
  /** The documents below `data`. */
  readonly data?: Shape<Data>;
  /** Rules by name. What they find denies the input. */
  readonly deny: { readonly [Name in Deny]: FindingRule<Input, Data> };
  /** Rules by name. What they find is told, and denies nothing. */
  readonly warn?: { readonly [Name in Warn]: FindingRule<Input, Data> };
}

/**
 * A policy that finds things in an input of your own shape.
 *
 * @returns the policy; export it as the module's default, so that it can be compiled
 * @throws TypeError on a package that Rego cannot have, or on a rule name as for `envoyPolicy`
 */
export function findingPolicy<
  const Deny extends string,
  Input,
  const Warn extends string = never,
  Data = undefined,
>(
  definition: OwnFindingPolicyDefinition<Deny, Warn, Input, Data>,
): Policy<Input, Deny | Warn, FindingDecision> {
  return createFindingPolicy<Input, Data, Deny, Warn>({
    kind: "own",
    package: definition.package,
    shape: definition.input,
    data: definition.data,
    deny: definition.deny,
    warn: definition.warn,
  });
}
