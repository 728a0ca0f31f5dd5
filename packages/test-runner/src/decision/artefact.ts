import type { CompiledPolicy } from "@bylaw/compiler";

const filesKey = Symbol.for("@bylaw/test-runner/files");
const registryKey = Symbol.for("@bylaw/test-runner/artefacts");

interface Registry {
  [registryKey]?: WeakMap<object, CompiledPolicy>;
  [filesKey]?: WeakMap<object, string>;
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
 * @param file the policy's module, absolute
 * @returns the policy itself
 */
export function attachArtefact<P extends object>(policy: P, artefact: CompiledPolicy, file?: string): P {
  registry().set(policy, artefact);
  if (file !== undefined) files().set(policy, file);
  return policy;
}

function files(): WeakMap<object, string> {
  const holder = globalThis as Registry;
  holder[filesKey] ??= new WeakMap();
  return holder[filesKey];
}

/** The module that a policy was imported from; undefined when that is not known. */
export function policyFile(policy: object): string | undefined {
  return files().get(policy);
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
