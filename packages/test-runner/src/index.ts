// The types of the matchers are there for whoever imports anything of this package.
import "./matchers/declarations.ts";

export { agreement } from "./agreement/agreement.ts";
export {
  type AgreementOptions,
  type AgreementResult,
  checkAgreement,
  type NativePolicy,
} from "./agreement/check-agreement.ts";
export { describeAgreement, describeDecision } from "./agreement/describe.ts";
export type { Disagreement, NativeDecisions } from "./agreement/disagreement.ts";
export { artefactOf, attachArtefact } from "./decision/artefact.ts";
export { type CompiledDecideOptions, decide } from "./decision/decide.ts";
export { type EnvoyRequestOptions, envoyRequests } from "./generate/envoy-request.ts";
export { type JsonWebTokenOptions, jsonWebTokens } from "./generate/json-web-tokens.ts";
export { mutatePolicy, type MutateOptions } from "./mutation/typescript/mutate-policy.ts";
export { readRecording, type Recorded } from "./recording/recording.ts";
export { malformed } from "./generate/malformed.ts";
export { wellTyped } from "./generate/well-typed.ts";
export type { DecisionExpectation } from "./matchers/decisions.ts";
export { readArtefact } from "./vitest/attach.ts";
