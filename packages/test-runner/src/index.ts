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
export { corpusFolder, type ReadCorpus, readCase, readCorpus, saveCorpus } from "./fuzz/corpus.ts";
export type { FuzzCoverage, Unreached } from "./fuzz/coverage.ts";
export { describeFuzz } from "./fuzz/describe.ts";
export { caseText, describeFind, type Find } from "./fuzz/find.ts";
export { type FuzzOptions, type FuzzResult, fuzz, type PropertyResult } from "./fuzz/fuzz.ts";
export { type RegoPolicy, regoPolicy } from "./fuzz/rego-policy.ts";
export {
  type Testable,
  type TestedPolicy,
  type TestedPolicyOptions,
  testedPolicy,
} from "./fuzz/tested-policy.ts";
export type { Verdict } from "./fuzz/verdict.ts";
export { type EnvoyRequestOptions, envoyRequests } from "./generate/envoy-request.ts";
export { type JsonWebTokenOptions, jsonWebTokens, type SigningKey } from "./generate/json-web-tokens.ts";
export { admissionReviews, gatekeeperReviews } from "./generate/kubernetes-review.ts";
export { malformed } from "./generate/malformed.ts";
export { terraformPlans } from "./generate/terraform-plan.ts";
export { wellTyped } from "./generate/well-typed.ts";
export { type AccessMatrix, accessMatrix } from "./matchers/access-matrix.ts";
export { type DecisionCase, decisionTable } from "./matchers/decision-table.ts";
export type { DecisionExpectation, ViolationExpectation } from "./matchers/decisions.ts";
export { auditAndAdmissionAgree } from "./properties/audit-and-admission-agree.ts";
export { defaultDeny } from "./properties/default-deny.ts";
export { denyHasReason } from "./properties/deny-has-reason.ts";
export { denyWins } from "./properties/deny-wins.ts";
export { enginesAgree } from "./properties/engines-agree.ts";
export { failsClosed } from "./properties/fails-closed.ts";
export { type PropertyRow, readyProperties } from "./properties/index.ts";
export { type IrrelevantFieldsOptions, irrelevantFields } from "./properties/irrelevant-fields.ts";
export { type ListOrderOptions, listOrderAndDuplicates } from "./properties/list-order-and-duplicates.ts";
export { type MonotoneOptions, monotone } from "./properties/monotone.ts";
export { type NonInterferenceOptions, nonInterference } from "./properties/non-interference.ts";
export { type PathEncodingOptions, pathEncoding } from "./properties/path-encoding.ts";
export { podAndTemplates } from "./properties/pod-and-templates.ts";
export type { Checked, Property, PropertyContext } from "./properties/property.ts";
export {
  check,
  checkAll,
  type PropertyRun,
  type ReadyProperty,
  readyProperty,
} from "./properties/ready-property.ts";
export { subresourcesDoNotBypass } from "./properties/subresources-do-not-bypass.ts";
export { total } from "./properties/total.ts";
export { unchangedExcept, unchangedExceptProperty } from "./properties/unchanged-except.ts";
export { updateCannotReachWhatCreateDenies } from "./properties/update-cannot-reach-what-create-denies.ts";
export { type WeakerCredentialOptions, weakerCredential } from "./properties/weaker-credential.ts";
export { readArtefact } from "./vitest/attach.ts";
