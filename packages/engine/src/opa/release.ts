/** Platforms that have an official OPA binary that Bylaw knows, in Node's words: `process.platform`-`process.arch`. */
export type OpaPlatform = "linux-x64" | "linux-arm64" | "darwin-x64" | "darwin-arm64" | "win32-x64";

export interface OpaAsset {
  /** The file's name among the release's assets. */
  readonly name: string;
  /** SHA-256 of the file, in lower-case hexadecimal. Without it the download is refused. */
  readonly sha256?: string;
}

export interface OpaRelease {
  readonly version: string;
  /** Assets are at `${baseUrl}/v${version}/${asset.name}`. */
  readonly baseUrl: string;
  /** The module that `go install` builds, without its version. */
  readonly goModule: string;
  readonly assets: Readonly<Record<OpaPlatform, OpaAsset>>;
}

/**
 * The OPA that Bylaw is held to. This is the only place where the version and the sums are written.
 *
 * The sums are those that the OPA project publishes beside each asset, as `<asset>.sha256`. A sum goes in here
 * only when it was read there: until then downloads for that platform are refused, and OPA is built with
 * `go install` instead.
 */
export const opaRelease: OpaRelease = {
  version: "1.22.2",
  baseUrl: "https://github.com/open-policy-agent/opa/releases/download",
  goModule: "github.com/open-policy-agent/opa",
  assets: {
    "linux-x64": { name: "opa_linux_amd64_static" },
    "linux-arm64": { name: "opa_linux_arm64_static" },
    "darwin-x64": { name: "opa_darwin_amd64" },
    "darwin-arm64": { name: "opa_darwin_arm64_static" },
    "win32-x64": { name: "opa_windows_amd64.exe" },
  },
};

const platforms: ReadonlySet<string> = new Set(Object.keys(opaRelease.assets));

/** Whether `platform` is one that OPA publishes binaries for. */
export function isOpaPlatform(platform: string): platform is OpaPlatform {
  return platforms.has(platform);
}
