import type { CreateInProcess, InProcessName } from "./engine.ts";
import { javascript } from "./javascript.ts";
import { opaWasm } from "./opa-wasm.ts";
import { opaWasmSdk } from "./opa-wasm-sdk.ts";

export * from "./engine.ts";
export { opa } from "./opa.ts";

/** The engines of the worker; a new one is a file in this folder, a name in `engineNames` and a row here. */
export const inProcess: Readonly<Record<InProcessName, CreateInProcess>> = {
  javascript,
  "opa-wasm": opaWasm,
  "opa-wasm SDK": opaWasmSdk,
};
