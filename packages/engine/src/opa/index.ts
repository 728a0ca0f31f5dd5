// Finding OPA and asking it about Rego: what needs no engine, and loads in a fraction of its time.
export { type OpaBinary, OpaNotFound } from "./binary.ts";
export { type CheckOptions, checkEach, type ModuleSet } from "./check.ts";
export { type FindOpaOptions, findOpa } from "./find.ts";
export { OpaRunError } from "./process.ts";
export type { RegoError } from "./rego-error.ts";
