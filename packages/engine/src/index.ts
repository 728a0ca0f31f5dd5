export { type CreateEngineOptions, createEngine } from "./create-engine.ts";
export {
  type CrossCheckOptions,
  crossCheck,
  EngineDisagreement,
  type NamedOutcome,
  sameOutcome,
} from "./cross-check.ts";
export type { CustomBuiltins, Engine, Outcome, PolicySource, Query, RecordedBuiltins } from "./engine.ts";
export type { ComparisonSite } from "./evidence/comparison-probes.ts";
export type { Comparison } from "./evidence/comparison-recorder.ts";
export type { EvidenceCounts } from "./evidence/counters.ts";
export {
  createEvidenceEngine,
  type EvidencedOutcome,
  type EvidenceEngine,
  type EvidenceEngineOptions,
  evidenceEngineOf,
  type PreparedEvidence,
  prepareEvidence,
} from "./evidence/engine.ts";
export type { Evidence, ExpressionEvidence, RuleEvidence } from "./evidence/evidence.ts";
export type { EvidenceParts } from "./evidence/instrument.ts";
export { type ParsedSources, readSources } from "./evidence/read-sources.ts";
export type { ExpressionSite, Place, RuleSite, SourceTable } from "./evidence/source-table.ts";
export { createJavaScriptEngine, type JavaScriptEngineOptions, planEvaluator } from "./javascript/engine.ts";
export { createMutationEngine, type MutationEngine } from "./mutation/engine.ts";
export type { PlanMutant } from "./mutation/plan-mutants.ts";
export { type OpaBinary, OpaNotFound, type OpaOrigin, type OpaStep } from "./opa/binary.ts";
export { type BuildOptions, type BuiltPolicy, buildPlan, buildWasm } from "./opa/build.ts";
export { type BundleContent, type BundleSigning, buildBundle } from "./opa/bundle.ts";
export { createOpaEngine } from "./opa/engine.ts";
export { diagnoseOpa, type FindOpaOptions, findOpa } from "./opa/find.ts";
export { type ParsedRego, parseRego } from "./opa/parse-rego.ts";
export { OpaRunError } from "./opa/process.ts";
export { RegoCompileError, type RegoError } from "./opa/rego-error.ts";
export { type OpaAsset, type OpaPlatform, type OpaRelease, opaRelease } from "./opa/release.ts";
export {
  checkRego,
  formatRego,
  opaVersion,
  type RegoModules,
  type RunOptions,
  versionFlag,
} from "./opa/run.ts";
export type { OpaEngineOptions } from "./opa/session.ts";
export { builtinsCalled, type CalledBuiltin } from "./plan/builtins-called.ts";
export { PlanReadError } from "./plan/flow-program.ts";
export type { FieldChange, InputDepth, InputRead, InputStep } from "./plan/input-path.ts";
export { type InputPaths, inputPathsRead } from "./plan/input-paths.ts";
export {
  type UnknownAnswer,
  type UnknownOptions,
  type UnknownQuery,
  unknownEvaluator,
} from "./unknown/evaluator.ts";
export type { UnknownSource } from "./unknown/term.ts";
export type { UnknownField } from "./unknown/unknown-input.ts";
export { type WatchedInput, watchedInput } from "./unknown/watched-input.ts";
export type { Json, JsonObject } from "./values/json.ts";
export { createWasmEngine, type WasmEngineOptions } from "./wasm/engine.ts";
