export type { DecideOptions, Decision, Policy, Rule } from "../policy/policy.ts";
export { type EnvoyPolicyDefinition, envoyPolicy } from "./envoy-policy.ts";
export {
  type EnvoyDecision,
  type EnvoyResponsePolicyDefinition,
  envoyResponsePolicy,
} from "./envoy-response-policy.ts";
export {
  type Address,
  type Attributes,
  type EnvoyInput,
  envoyInput,
  type HttpInput,
  type HttpRequest,
  type Metadata,
  type Peer,
  type Request,
} from "./input.ts";
export {
  type EnvoyAllowedResponse,
  type EnvoyDeniedResponse,
  type EnvoyResponse,
  type EnvoyResponses,
  type EnvoySide,
  envoyAnswer,
  envoyAnswers,
  envoyProperties,
  envoySides,
} from "./response.ts";
