import type { PolicySource } from "../engine.ts";
import type { OpaBinary } from "../opa/binary.ts";
import { buildPlan } from "../opa/build.ts";
import type { Environment } from "../opa/cache.ts";
import { cachedPolicy, keepPolicy, policyKey } from "../opa/policy-cache.ts";
import { textWithSum, withSum } from "../opa/remembered-text.ts";
import type { RunOptions } from "../opa/run.ts";

export interface PlanCacheOptions {
  /** `process.env` when absent; says where the cache is. */
  readonly environment?: Environment;
  /** Whether compiled policies are kept; true when absent. */
  readonly cache?: boolean;
}

/** What a policy without rules for its entry points has. */
export const emptyPlan = "{}";

/**
 * The plan of a policy, from the cache or built by OPA.
 *
 * @returns the text of `plan.json`
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails
 */
export async function planOf(
  opa: OpaBinary,
  source: PolicySource,
  entrypoints: readonly string[],
  options: RunOptions & PlanCacheOptions,
): Promise<string> {
  const environment = options.environment ?? process.env;
  // What a stranger's policy may call is decided when it is built: such plans are never taken from the cache.
  const isKept = options.cache !== false && options.untrusted !== true;
  const key = policyKey(opa, source, entrypoints);
  const cached = isKept ? await cachedPolicy(key, environment, "plan") : undefined;
  const intact = cached === undefined ? undefined : textWithSum(cached);
  if (intact !== undefined) return intact;
  const { artefact = emptyPlan } = await buildPlan(opa, source, { ...options, entrypoints });
  if (isKept) await keepPolicy(key, withSum(artefact), environment, "plan");
  return artefact;
}
