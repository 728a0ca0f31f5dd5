import type { CompiledPolicy } from "@bylaw/compiler";
import type { BundleSigning, JsonObject, OpaBinary } from "@bylaw/engine";
import type { SuiteCase } from "./gatekeeper/suite.ts";

/** A file that a target makes. */
export interface Artefact {
  /** Relative to the output folder, with `/` between folders. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A policy to build, by the name that its files get: `required-labels`. */
export interface NamedPolicy {
  readonly name: string;
  readonly policy: CompiledPolicy;
  /** What the tests of the policy claim, for targets that have tests of their own. */
  readonly cases?: readonly SuiteCase[];
}

/** What a target may need beside the policies. */
export interface TargetOptions {
  /** Finds OPA, for the targets that it builds. */
  readonly opa: () => Promise<OpaBinary>;
  /** The documents below `data`. */
  readonly data?: JsonObject;
  /** What a bundle says of its revision. */
  readonly revision?: string;
  /** How a bundle is signed; not signed when absent. */
  readonly signing?: BundleSigning;
  /** The image of OPA with its Envoy plugin. */
  readonly opaImage?: string;
  /** The Kubernetes namespace of what is deployed; `default` when absent. */
  readonly namespace?: string;
}

/** Something that policies can be deployed as. */
export interface Target {
  readonly name: TargetName;
  /** For help texts, in a few words. */
  readonly summary: string;
  /** Why a policy cannot be deployed so, in a sentence; undefined when it can. */
  readonly refusal: (policy: CompiledPolicy) => string | undefined;
  /**
   * Makes the files.
   *
   * @param policies none of which is refused
   * @throws TargetError when the options do not fit the policies
   * @throws RegoCompileError, OpaRunError when OPA does not build them
   */
  readonly build: (
    policies: readonly NamedPolicy[],
    options: TargetOptions,
  ) => readonly Artefact[] | Promise<readonly Artefact[]>;
}

export const targetNames = ["rego", "bundle", "wasm", "gatekeeper", "envoy", "istio", "conftest"] as const;

export type TargetName = (typeof targetNames)[number];

/** The options of a target do not fit its policies. The message is one sentence for the user. */
export class TargetError extends Error {
  override readonly name = "TargetError";
}
