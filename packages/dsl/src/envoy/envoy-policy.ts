import { createPolicy } from "../policy/create-policy.ts";
import type { Policy, Rule } from "../policy/policy.ts";
import { type EnvoyInput, envoyInput } from "./input.ts";

/** What `envoyPolicy` takes. */
export interface EnvoyPolicyDefinition<Allow extends string, Deny extends string> {
  /** The Rego package, dotted: with `istio.authz`, the proxy asks for `istio/authz/allow`. */
  readonly package: string;
  /** Rules by name. The request is allowed when one of them holds and no deny rule does. */
  readonly allow: { readonly [Name in Allow]: Rule<EnvoyInput> };
  /** Rules by name. The request is denied when one of them holds, whatever allows it. */
  readonly deny?: { readonly [Name in Deny]: Rule<EnvoyInput> };
}

/**
 * A policy for Envoy's ext_authz filter with opa-envoy-plugin, as in Istio's CUSTOM authorization.
 *
 * @returns the policy; export it as the module's default, so that it can be compiled
 * @throws TypeError on a package that Rego cannot have, on two rules of one name, or on a name that is empty, over
 *   200 characters, not printable, or `malformed input`
 */
export function envoyPolicy<const Allow extends string, const Deny extends string = never>(
  definition: EnvoyPolicyDefinition<Allow, Deny>,
): Policy<EnvoyInput, Allow | Deny> {
  return createPolicy("envoy", envoyInput, definition);
}
