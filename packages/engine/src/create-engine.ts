import type { Engine, PolicySource } from "./engine.ts";
import { createJavaScriptEngine, type JavaScriptEngineOptions } from "./javascript/engine.ts";
import type { OpaBinary } from "./opa/binary.ts";
import { createOpaEngine } from "./opa/engine.ts";
import type { OpaEngineOptions } from "./opa/session.ts";
import { createWasmEngine, type WasmEngineOptions } from "./wasm/engine.ts";

export interface CreateEngineOptions extends OpaEngineOptions, WasmEngineOptions, JavaScriptEngineOptions {
  /** From `findOpa()`. Every engine needs it, if only to compile. */
  readonly opa: OpaBinary;
}

/**
 * Makes an engine by its name.
 *
 * @param entrypoints the decisions that will be asked for, such as `istio/authz/allow`
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails
 */
export function createEngine(
  name: Engine["name"],
  source: PolicySource,
  entrypoints: readonly string[],
  options: CreateEngineOptions,
): Promise<Engine> {
  switch (name) {
    case "opa":
      return createOpaEngine(options.opa, source, entrypoints, options);
    case "opa-wasm":
      return createWasmEngine(options.opa, source, entrypoints, options);
    case "javascript":
      return createJavaScriptEngine(options.opa, source, entrypoints, options);
  }
}
