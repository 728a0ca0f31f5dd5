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
export { type CompiledDecideOptions, decide } from "./decision/decide.ts";
export { type EnvoyRequestOptions, envoyRequests } from "./generate/envoy-request.ts";
export { type JsonWebTokenOptions, jsonWebTokens } from "./generate/json-web-tokens.ts";
export { malformed } from "./generate/malformed.ts";
export { wellTyped } from "./generate/well-typed.ts";
export type { DecisionExpectation } from "./matchers/decisions.ts";
export { type ChangedLines, isChanged, readChangedLines } from "./mutation/changed-lines.ts";
export { mutationAsElements } from "./mutation/format/elements.ts";
export { mutationAsText } from "./mutation/format/text.ts";
export { mergeReports } from "./mutation/merge-reports.ts";
export { type Mutant, type MutantResult, type MutantStatus, scoreOf } from "./mutation/mutant.ts";
export { type MutateRegoOptions, mutateRego } from "./mutation/rego/mutate-rego.ts";
export type { MutationReport } from "./mutation/report.ts";
export { type ReportCache, reportCache, repositoryKey } from "./mutation/report-cache.ts";
export { type MutateOptions, mutatePolicy } from "./mutation/typescript/mutate-policy.ts";
export { recordTests, TestsFailed } from "./recording/record-tests.ts";
export { type Recorded, readRecorded, readRecording, recordingText } from "./recording/recording.ts";
export { testsAsJson } from "./rego-tests/format/json.ts";
export { testsAsJunit } from "./rego-tests/format/junit.ts";
export { testsAsText } from "./rego-tests/format/text.ts";
export { InvalidSuite } from "./rego-tests/gator/objects.ts";
export { runGatorSuite } from "./rego-tests/gator/run-suite.ts";
export { type RegoFolder, readRegoFolder, UnreadableFile } from "./rego-tests/read-folder.ts";
export { type RegoTestResult, type RegoTestRun, runRegoTests } from "./rego-tests/run-tests.ts";
export { regoRegression } from "./regression/rego-regression.ts";
export type { RegressionCase } from "./regression/regression-case.ts";
export { typeScriptRegression } from "./regression/typescript-regression.ts";
export { readArtefact } from "./vitest/attach.ts";
