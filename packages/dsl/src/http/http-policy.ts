import { createObligingPolicy, createPolicy } from "../policy/create-policy.ts";
import type { ObligationDecision, Obligations } from "../policy/obligation.ts";
import type { DataRule, Policy } from "../policy/policy.ts";
import type { Shape } from "../schema/index.ts";
import { type HttpInput, httpInput } from "./input.ts";

/** What `httpPolicy` takes. */
export interface HttpPolicyDefinition<Allow extends string, Deny extends string, Claims, Resource, Data> {
  /** The Rego package, dotted: with `authz.api`, the application asks for `authz/api/allow`. */
  readonly package: string;
  /** What the claims of the caller's token look like. */
  readonly claims: Shape<Claims>;
  /** What the application says of the thing that is asked for. */
  readonly resource?: Shape<Resource>;
  /** The documents below `data`. */
  readonly data?: Shape<Data>;
  /** Rules by name. The request is allowed when one of them holds and no deny rule does. */
  readonly allow: { readonly [Name in Allow]: DataRule<HttpInput<Claims, Resource>, Data> };
  /** Rules by name. The request is denied when one of them holds, whatever allows it. */
  readonly deny?: { readonly [Name in Deny]: DataRule<HttpInput<Claims, Resource>, Data> };
}

/** What `httpPolicy` takes when its decisions come with obligations: with `authz.api`, ask for `authz/api/decision`. */
export interface ObligingHttpPolicyDefinition<
  Allow extends string,
  Deny extends string,
  OnAllowed extends string,
  OnDenied extends string,
  Claims,
  Resource,
  Data,
> extends HttpPolicyDefinition<Allow, Deny, Claims, Resource, Data> {
  /** What must be done for a decision to hold, for what is allowed and for what is denied. */
  readonly obligations: Obligations<OnAllowed, OnDenied, HttpInput<Claims, Resource>, Data>;
}

/**
 * A policy for an HTTP API whose application or gateway asks OPA about each request, perhaps with obligations.
 *
 * @returns the policy; export it as the module's default, so that it can be compiled
 * @throws TypeError on a package that Rego cannot have, or on a rule name as for `envoyPolicy`
 */
export function httpPolicy<
  const Allow extends string,
  Claims,
  const Deny extends string = never,
  const OnAllowed extends string = never,
  const OnDenied extends string = never,
  Resource = undefined,
  Data = undefined,
>(
  definition: ObligingHttpPolicyDefinition<Allow, Deny, OnAllowed, OnDenied, Claims, Resource, Data>,
): Policy<HttpInput<Claims, Resource>, Allow | Deny | OnAllowed | OnDenied, ObligationDecision>;
export function httpPolicy<
  const Allow extends string,
  Claims,
  const Deny extends string = never,
  Resource = undefined,
  Data = undefined,
>(
  definition: HttpPolicyDefinition<Allow, Deny, Claims, Resource, Data>,
): Policy<HttpInput<Claims, Resource>, Allow | Deny>;
export function httpPolicy<Allow extends string, Claims, Deny extends string, Resource, Data>(
  definition:
    | HttpPolicyDefinition<Allow, Deny, Claims, Resource, Data>
    | ObligingHttpPolicyDefinition<Allow, Deny, string, string, Claims, Resource, Data>,
): Policy<HttpInput<Claims, Resource>, string> {
  const shape = httpInput(definition.claims, definition.resource);
  return "obligations" in definition
    ? createObligingPolicy("http", shape, definition, definition.data)
    : createPolicy("http", shape, definition, definition.data);
}
