import type { JsonObject } from "@bylaw/engine";
import { valueBuiltins } from "@bylaw/engine/builtins";
import { DiffFailed } from "../failure.ts";
import { isArray, isObject } from "../json-value.ts";
import { documentOf } from "./data-documents.ts";

/** What a bundle's `.manifest` says of the files in it (OPA's `v1/bundle/bundle.go`). */
export interface BundleManifest {
  /** The Rego version of a module, if the manifest names one. @param file without a leading slash */
  versionOf(file: string): 0 | 1 | undefined;
  /** Whether the bundle owns a place of `data`. */
  owns(segments: readonly string[]): boolean;
}

/** A bundle without a manifest owns all of `data`. */
export const noManifest: BundleManifest = { versionOf: () => undefined, owns: () => true };

/**
 * @param text of the `.manifest` file
 * @param label what messages call the bundle
 * @throws DiffFailed `policyInvalid` when OPA would refuse it
 */
export function readManifest(text: string, label: string): BundleManifest {
  const document = documentOf(text, `${label}: its manifest`, "JSON");
  const whole = document.rego_version === undefined ? undefined : versionIn(document.rego_version, label);
  const patterns = filePatterns(document, label);
  const roots = rootsOf(document, label);
  return {
    // OPA tries the patterns in the order of their keys, and matches paths from the root of the bundle.
    versionOf: (file) =>
      patterns.find(({ pattern }) => matches(pattern, `/${file}`, label))?.version ?? whole,
    owns: (segments) => roots.some((root) => root.every((segment, index) => segment === segments[index])),
  };
}

function versionIn(value: unknown, label: string): 0 | 1 {
  if (value === 0 || value === 1) return value;
  throw new DiffFailed(
    "policyInvalid",
    `${label}: its manifest names a Rego version that is neither 0 nor 1`,
  );
}

function filePatterns(document: JsonObject, label: string) {
  const versions = document.file_rego_versions;
  if (versions === undefined) return [];
  if (!isObject(versions))
    throw new DiffFailed("policyInvalid", `${label}: file_rego_versions in its manifest is no object`);
  return Object.keys(versions)
    .sort()
    .map((pattern) => ({ pattern, version: versionIn(versions[pattern], label) }));
}

/** A glob in which a star also passes over slashes. */
function matches(pattern: string, path: string, label: string): boolean {
  try {
    return valueBuiltins.get("glob.match")?.([pattern, null, path], { now: 0n }) === true;
  } catch {
    throw new DiffFailed("policyInvalid", `${label}: file_rego_versions in its manifest has a bad pattern`);
  }
}

function rootsOf({ roots }: JsonObject, label: string): readonly (readonly string[])[] {
  if (roots === undefined || roots === null) return [[]];
  if (!isArray(roots) || !roots.every((root) => typeof root === "string"))
    throw new DiffFailed("policyInvalid", `${label}: the roots in its manifest are no list of texts`);
  return roots.map((root) =>
    String(root)
      .split("/")
      .filter((segment) => segment !== ""),
  );
}
