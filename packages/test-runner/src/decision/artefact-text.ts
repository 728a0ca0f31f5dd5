import type { CompiledPolicy } from "@bylaw/compiler";

/** A compiled policy as JSON text. */
export function artefactText(policy: CompiledPolicy): string {
  return JSON.stringify({ ...policy, sourceMap: [...policy.sourceMap] });
}

/** The counterpart of {@link artefactText}. */
export function readArtefact(text: string): CompiledPolicy {
  const { sourceMap, ...policy } = JSON.parse(text);
  return { ...policy, sourceMap: new Map(sourceMap) };
}
