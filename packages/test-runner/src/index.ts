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
export {
  type Coverage,
  type CoverageTotals,
  mergeCoverage,
  onlyAt,
  percentageOf,
  totalsOf,
  withNames,
} from "./coverage/coverage.ts";
export { coverageAsJson } from "./coverage/format/json.ts";
export { coverageAsLcov } from "./coverage/format/lcov.ts";
export { coverageAsText } from "./coverage/format/text.ts";
export { policyCoverage } from "./coverage/policy-coverage.ts";
export { regoCoverage } from "./coverage/rego-coverage.ts";
export { artefactOf, attachArtefact } from "./decision/artefact.ts";
export { readArtefact } from "./decision/artefact-text.ts";
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
export { type ComparedPolicy, comparedInputs } from "./generate/compared-inputs.ts";
export { type EnvoyRequestOptions, envoyRequests } from "./generate/envoy-request.ts";
export { type JsonWebTokenOptions, jsonWebTokens, type SigningKey } from "./generate/json-web-tokens.ts";
export { type InvalidObject, invalidKubernetesObjects } from "./generate/kubernetes/invalid-object.ts";
export { kubernetesObjects, kubernetesUpdates, type Update } from "./generate/kubernetes/object.ts";
export { admissionReviews, gatekeeperReviews } from "./generate/kubernetes/review.ts";
export { malformed } from "./generate/malformed.ts";
export { inputsOf } from "./generate/questions.ts";
export { terraformPlans } from "./generate/terraform-plan.ts";
export { wellTyped } from "./generate/well-typed.ts";
export { type AccessMatrix, accessMatrix } from "./matchers/access-matrix.ts";
export { type DecisionCase, decisionTable } from "./matchers/decision-table.ts";
export type { DecisionExpectation, ViolationExpectation } from "./matchers/decisions.ts";
export { type ChangedLines, isChanged, readChangedLines } from "./mutation/changed-lines.ts";
export { mutationAsElements } from "./mutation/format/elements.ts";
export { mutationAsText } from "./mutation/format/text.ts";
export { mergeReports } from "./mutation/merge-reports.ts";
export { type Mutant, type MutantResult, type MutantStatus, scoreOf } from "./mutation/mutant.ts";
export { type MutateRegoOptions, mutateRego } from "./mutation/rego/mutate-rego.ts";
export type { MutationReport } from "./mutation/report.ts";
export { type ReportCache, reportCache, repositoryKey } from "./mutation/report-cache.ts";
export { type MutateOptions, mutatePolicy } from "./mutation/typescript/mutate-policy.ts";
export { auditAndAdmissionAgree } from "./properties/audit-and-admission-agree.ts";
export { defaultDeny } from "./properties/default-deny.ts";
export { denyHasReason } from "./properties/deny-has-reason.ts";
export { denyWins } from "./properties/deny-wins.ts";
export { enginesAgree } from "./properties/engines-agree.ts";
export { everyContainerCounts } from "./properties/every-container-counts.ts";
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
export { recordTests, TestsFailed } from "./recording/record-tests.ts";
export { type Recorded, readRecorded, readRecording, recordingText } from "./recording/recording.ts";
export { testsAsJson } from "./rego-tests/format/json.ts";
export { testsAsJunit } from "./rego-tests/format/junit.ts";
export { testsAsText } from "./rego-tests/format/text.ts";
export { InvalidSuite } from "./rego-tests/gator/objects.ts";
export { runGatorSuite } from "./rego-tests/gator/run-suite.ts";
export { type RegoFolder, readRegoFolder, UnreadableFile } from "./rego-tests/read-folder.ts";
export {
  type ReachedRules,
  type RuleRows,
  type RulesReachedOptions,
  rulesReachedByTests,
} from "./rego-tests/rules-reached.ts";
export { type RegoTestResult, type RegoTestRun, runRegoTests } from "./rego-tests/run-tests.ts";
export { regoRegression } from "./regression/rego-regression.ts";
export type { RegressionCase } from "./regression/regression-case.ts";
export { typeScriptRegression } from "./regression/typescript-regression.ts";
