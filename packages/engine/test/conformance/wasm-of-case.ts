import { loadPolicy } from "@open-policy-agent/opa-wasm";
import { createWasmEngine, type Engine, type Json, type OpaBinary, type Outcome } from "../../src/index.ts";
import { cachedPolicy, policyKey } from "../../src/opa/policy-cache.ts";
import type { ConformanceCase } from "./cases.ts";
import { entrypoint, modulesOf } from "./plan-of-case.ts";

/** What OPA's WebAssembly answers, driven by us, and by the SDK that applications use. */
export interface WasmOutcomes {
  readonly ours: Outcome;
  readonly sdk: Outcome;
}

/**
 * Builds a case to WebAssembly and answers it in both ways.
 *
 * @param cache a folder for compiled policies
 */
export async function wasmOutcomes(
  opa: OpaBinary,
  one: ConformanceCase,
  version: 0 | 1,
  cache: string,
): Promise<WasmOutcomes> {
  const environment = { BYLAW_CACHE: cache };
  const source = { modules: modulesOf(one, version), regoVersion: version, data: one.data ?? {} };
  const engine = await createWasmEngine(opa, source, [entrypoint], { environment });
  const query = one.input === undefined ? {} : { input: one.input };
  const ours = await answer(engine, query);
  const policy = await cachedPolicy(policyKey(opa, source, [entrypoint]), environment);
  return { ours, sdk: await sdkAnswer(policy, source.data, one.input) };
}

async function answer(engine: Engine, query: { readonly input?: Json }): Promise<Outcome> {
  try {
    const [outcome] = await engine.evaluate([{ path: entrypoint, ...query }]);
    return outcome ?? { kind: "undefined" };
  } catch (error) {
    return failure(error);
  }
}

async function sdkAnswer(
  policy: Uint8Array | undefined,
  data: Json,
  input: Json | undefined,
): Promise<Outcome> {
  try {
    const loaded = await loadPolicy(policy ?? new Uint8Array());
    // It writes with JSON.stringify, which has no bigints.
    loaded.setData(asDoubles(data) as object);
    const [first] = loaded.evaluate(input === undefined ? undefined : asDoubles(input), entrypoint);
    return first === undefined ? { kind: "undefined" } : { kind: "defined", value: first.result as Json };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Outcome {
  return { kind: "error", code: "crash", message: String(error) };
}

function asDoubles(value: Json): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, held: unknown) => (typeof held === "bigint" ? Number(held) : held)),
  );
}
