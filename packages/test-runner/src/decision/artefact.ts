import type { CompiledPolicy } from "@bylaw/compiler";

const registryKey = Symbol.for("@bylaw/test-runner/artefacts");

interface Registry {
  [registryKey]?: WeakMap<object, CompiledPolicy>;
}

/**
 * Test files, the set-up file and policies may each load this module by themselves, as vitest keeps apart what it
 * transforms and what it leaves to Node.js; the registry must be one for all of them.
 */
function registry(): WeakMap<object, CompiledPolicy> {
  const holder = globalThis as Registry;
  holder[registryKey] ??= new WeakMap();
  return holder[registryKey];
}

/**
 * Hands a policy the Rego that it was compiled to; the vitest plugin does so for each policy that a test imports.
 *
 * @returns the policy itself
 */
export function attachArtefact<P extends object>(policy: P, artefact: CompiledPolicy): P {
  registry().set(policy, artefact);
  return policy;
}

/**
 * The compiled form of a policy.
 *
 * @throws {Error} when the policy was not imported through the vitest plugin, nor given its artefact otherwise
 */
export function artefactOf(policy: object): CompiledPolicy {
  const artefact = registry().get(policy);
  if (artefact) return artefact;
  throw new Error(
    'This policy has no compiled form. Add the plugin to vitest.config.ts: plugins: [bylaw()], from "@bylaw/test-runner/vitest".',
  );
}
