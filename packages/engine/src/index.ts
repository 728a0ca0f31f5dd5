export { type CreateEngineOptions, createEngine } from "./create-engine.ts";
export {
  type CrossCheckOptions,
  crossCheck,
  EngineDisagreement,
  type NamedOutcome,
  sameOutcome,
} from "./cross-check.ts";
export type { Engine, Outcome, PolicySource, Query, RecordedBuiltins } from "./engine.ts";
export { createJavaScriptEngine, type JavaScriptEngineOptions, planEvaluator } from "./javascript/engine.ts";
export { type OpaBinary, OpaNotFound, type OpaOrigin, type OpaStep } from "./opa/binary.ts";
export { type BuildOptions, type BuiltPolicy, buildPlan, buildWasm } from "./opa/build.ts";
export { createOpaEngine } from "./opa/engine.ts";
export { diagnoseOpa, type FindOpaOptions, findOpa } from "./opa/find.ts";
export { OpaRunError } from "./opa/process.ts";
export { RegoCompileError, type RegoError } from "./opa/rego-error.ts";
export { type OpaAsset, type OpaPlatform, type OpaRelease, opaRelease } from "./opa/release.ts";
export { checkRego, formatRego, opaVersion, type RegoModules, type RunOptions } from "./opa/run.ts";
export type { OpaEngineOptions } from "./opa/session.ts";
export { builtinsCalled, type CalledBuiltin } from "./plan/builtins-called.ts";
export { PlanReadError } from "./plan/flow-program.ts";
export type { FieldChange, InputDepth, InputRead, InputStep } from "./plan/input-path.ts";
export { type InputPaths, inputPathsRead } from "./plan/input-paths.ts";
export type { Json, JsonObject } from "./values/json.ts";
export { createWasmEngine, type WasmEngineOptions } from "./wasm/engine.ts";
