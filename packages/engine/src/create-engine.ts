import { crossCheck } from "./cross-check.ts";
import type { Engine, PolicySource } from "./engine.ts";
import { createJavaScriptEngine, type JavaScriptEngineOptions } from "./javascript/engine.ts";
import type { OpaBinary } from "./opa/binary.ts";
import { createOpaEngine } from "./opa/engine.ts";
import type { OpaEngineOptions } from "./opa/session.ts";
import { createWasmEngine, type WasmEngineOptions } from "./wasm/engine.ts";

export interface CreateEngineOptions extends OpaEngineOptions, WasmEngineOptions, JavaScriptEngineOptions {
  /** From `findOpa()`. Every engine needs it, if only to compile. */
  readonly opa: OpaBinary;
  /** A second engine that must give the same outcomes; `evaluate` rejects with `EngineDisagreement` if it does not. */
  readonly crossCheck?: Engine["name"];
}

/**
 * Makes an engine by its name.
 *
 * @param entrypoints the decisions that will be asked for, such as `istio/authz/allow`
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails, TypeError for data that are
 * no object, for `strictBuiltinErrors` with opa-wasm, which has none, and for an engine that would check itself
 */
export async function createEngine(
  name: Engine["name"],
  source: PolicySource,
  entrypoints: readonly string[],
  options: CreateEngineOptions,
): Promise<Engine> {
  const { crossCheck: second, ...alone } = options;
  if (second === undefined) return create(name, source, entrypoints, alone);
  if (second === name) throw new TypeError(`${name} cannot check itself: name another engine in crossCheck`);
  const first = await create(name, source, entrypoints, alone);
  try {
    return crossCheck(first, await create(second, source, entrypoints, alone));
  } catch (error) {
    await first.close();
    throw error;
  }
}

async function create(
  name: Engine["name"],
  source: PolicySource,
  entrypoints: readonly string[],
  options: Omit<CreateEngineOptions, "crossCheck">,
): Promise<Engine> {
  const { data } = source;
  if (data !== undefined && (typeof data !== "object" || data === null || Array.isArray(data)))
    throw new TypeError("the data of a policy must be an object");
  switch (name) {
    case "opa":
      return createOpaEngine(options.opa, source, entrypoints, options);
    case "opa-wasm":
      if (options.strictBuiltinErrors === true)
        throw new TypeError("opa-wasm has no strict builtin errors: use opa or javascript");
      return createWasmEngine(options.opa, source, entrypoints, options);
    case "javascript":
      return createJavaScriptEngine(options.opa, source, entrypoints, options);
  }
}
