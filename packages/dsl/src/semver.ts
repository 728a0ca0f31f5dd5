import { builtins } from "@bylaw/engine/builtins";

/**
 * Whether a text is a version, as `major.minor.patch` of Semantic Versioning 2.0.0 with perhaps a pre-release and build
 * metadata; a `v` in front is passed over.
 */
export function isSemver(text: string): boolean {
  return builtins.get("semver.is_valid")?.([text], { now: 0n }) === true;
}

/**
 * Whether a version is another or comes after it. A pre-release comes before its release: `1.2.0-rc.1` is not at least
 * `1.2.0`. Build metadata counts for nothing.
 *
 * @param version a literal or constant
 * @returns `undefined` when `text` is no version: write `=== true` where that must not allow
 * @throws TypeError when `version` is none
 */
export function semverAtLeast(text: string, version: string): boolean | undefined {
  const order = compareSemver(text, version);
  return order === undefined ? undefined : order >= 0;
}

/**
 * Whether a version comes before another: where both are versions, the opposite of {@link semverAtLeast}.
 *
 * @param version a literal or constant
 * @returns `undefined` when `text` is no version
 * @throws TypeError when `version` is none
 */
export function semverBelow(text: string, version: string): boolean | undefined {
  const order = compareSemver(text, version);
  return order === undefined ? undefined : order < 0;
}

function compareSemver(text: string, version: string): number | undefined {
  if (!isSemver(version)) throw new TypeError(`${JSON.stringify(version)} is no version such as 1.2.0`);
  return isSemver(text) ? Number(builtins.get("semver.compare")?.([text, version], { now: 0n })) : undefined;
}
