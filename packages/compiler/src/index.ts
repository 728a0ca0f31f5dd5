export * from "./compilation.ts";
export { type CompileOptions, type Compiler, compile, createCompiler, type Stages } from "./compile.ts";
export { type FormatOptions, formatDiagnostics } from "./diagnostics/format.ts";
export {
  type DiagnosticCode,
  type DiagnosticKind,
  diagnosticCodes,
  diagnosticKinds,
} from "./diagnostics/registry.ts";
export { type FoundInRego, regoDiagnostics } from "./diagnostics/rego-errors.ts";
export type { Module } from "./rego/ast.ts";
export { type PrintedModule, printModule } from "./rego/printer.ts";
export { withNaiveNegation, withoutGuards } from "./rego/weakened.ts";
export { printStage, type StageName, stageNames } from "./stages.ts";
