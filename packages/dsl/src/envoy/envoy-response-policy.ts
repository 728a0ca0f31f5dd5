import { createPolicy } from "../policy/create-policy.ts";
import { instantOf } from "../policy/documents.ts";
import type { Decision, Policy } from "../policy/policy.ts";
import type { EnvoyPolicyDefinition } from "./envoy-policy.ts";
import { type EnvoyInput, envoyInput } from "./input.ts";
import { respondWith } from "./respond.ts";
import type { EnvoyResponse, EnvoyResponses } from "./response.ts";

/** What `envoyResponsePolicy` takes: with `istio.authz`, the proxy asks for `istio/authz/decision`. */
export interface EnvoyResponsePolicyDefinition<Allow extends string, Deny extends string>
  extends EnvoyPolicyDefinition<Allow, Deny> {
  /** What goes with the answer: constants, or functions of the input. */
  readonly response: EnvoyResponses;
}

/** A decision with what Envoy is answered. */
export interface EnvoyDecision extends Decision {
  /** Says what `allow` says. */
  readonly response: EnvoyResponse;
}

/**
 * A policy for Envoy as `envoyPolicy`, which answers with an object: headers, a status, a body, metadata. A request
 * that is not allowed, for whatever reason, gets the denied one; its status is 403 unless the policy says another.
 * What cannot be made of the input denies: by the denied answer if that is a constant, else with 403 and no more.
 *
 * @returns the policy; export it as the module's default, so that it can be compiled
 * @throws TypeError as for `envoyPolicy`, and on a response that opa-envoy-plugin does not take
 */
export function envoyResponsePolicy<const Allow extends string, const Deny extends string = never>(
  definition: EnvoyResponsePolicyDefinition<Allow, Deny>,
): Policy<EnvoyInput, Allow | Deny, EnvoyDecision> {
  const policy = createPolicy<EnvoyInput, undefined, Allow, Deny>("envoy", envoyInput, definition);
  const respond = respondWith(definition.response);
  return Object.freeze({
    ...policy,
    decide: (input, options = {}) => {
      // One clock for the rules and for what is answered.
      const now = instantOf(options);
      const decision = policy.decide(input, { ...options, now });
      const response = respond(decision.allow, input, { ...options, now });
      return Object.freeze({ ...decision, allow: response.allowed, response });
    },
  } satisfies Policy<EnvoyInput, Allow | Deny, EnvoyDecision>);
}
