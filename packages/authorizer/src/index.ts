export { decisionEvent, type MadeDecision } from "./decision-event.ts";
export { type AuthorizationOptions, serveAuthorization } from "./envoy/authorization-server.ts";
export { checkInput, RequestParseError } from "./envoy/check-input.ts";
export { createPolicyHost, type PolicyHost } from "./policy-host.ts";
export { type DataOptions, serveData } from "./rest/data-server.ts";
export type { Serving } from "./serving.ts";
