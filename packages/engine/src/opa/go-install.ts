import { mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Environment, executableName } from "./cache.ts";
import { runProcess } from "./process.ts";
import type { OpaRelease } from "./release.ts";

export interface GoInstallOptions {
  readonly environment: Environment;
  readonly platform: string;
  readonly timeoutMs: number;
  readonly onProgress?: (message: string) => void;
}

/**
 * Builds OPA from its Go module. Go checks the module against its checksum database.
 *
 * @param target where the executable shall be; its folder must exist
 * @throws Error with one sentence for the user
 */
export async function goInstallOpa(
  release: OpaRelease,
  target: string,
  options: GoInstallOptions,
): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), ".go-"));
  try {
    const environment: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.environment)) {
      // These would build for another machine, or somewhere else.
      if (value !== undefined && !["GOOS", "GOARCH", "GOBIN", "GOFLAGS"].includes(name)) {
        environment[name] = value;
      }
    }
    const module = `${release.goModule}@v${release.version}`;
    options.onProgress?.(`building ${module} with Go; this takes a minute or two`);
    const result = await runProcess("go", ["install", module], {
      cwd: folder,
      env: { ...environment, GOBIN: folder, GOWORK: "off", CGO_ENABLED: "0" },
      timeoutMs: options.timeoutMs,
      maxOutputBytes: 16 * 1024 * 1024,
      onErrorLine: (line) => options.onProgress?.(printable(line)),
    });
    if (result.exitCode !== 0) {
      const last = printable(result.stderr.trim().split("\n").at(-1) ?? "");
      throw new Error(`go install ${module} ended with exit code ${result.exitCode}: ${last}`);
    }
    await rename(join(folder, executableName("opa", options.platform)), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One line, without control characters. */
function printable(line: string): string {
  return line.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").slice(0, 300);
}
