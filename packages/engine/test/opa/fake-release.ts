import { createHash } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { OpaRelease } from "@bylaw/engine";

export const fakeVersion = "9.8.7";

/** A program that answers `version` as OPA does. */
export function fakeOpa(version: string): string {
  return `#!/bin/sh\n[ "$1" = version ] && echo "Version: ${version}"\n`;
}

/** A release whose only asset is a fake OPA. */
export function fakeRelease(overrides: { readonly sha256?: string | undefined } = {}): OpaRelease {
  const sha256 =
    "sha256" in overrides
      ? overrides.sha256
      : createHash("sha256").update(fakeOpa(fakeVersion)).digest("hex");
  const asset = { name: "opa_for_tests", ...(sha256 === undefined ? {} : { sha256 }) };
  return {
    version: fakeVersion,
    baseUrl: "http://127.0.0.1:9/nothing-listens-here",
    goModule: "example.com/opa",
    assets: {
      "linux-x64": asset,
      "linux-arm64": asset,
      "darwin-x64": asset,
      "darwin-arm64": asset,
      "win32-x64": asset,
    },
  };
}

/** Writes an executable script and gives its path. */
export async function executable(folder: string, name: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}
