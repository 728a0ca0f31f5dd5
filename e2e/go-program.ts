import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { root, run } from "./workspace.ts";

/**
 * A program of a Go module, installed once beside the modules of npm.
 *
 * @param variable the environment variable that may name the program instead
 * @param path such as `github.com/open-policy-agent/conftest`
 * @param name of the program, where it is not the end of the path
 * @throws when it cannot be installed; the message says what to do
 */
export async function goProgram(
  variable: string,
  path: string,
  version: string,
  name = basename(path),
): Promise<string> {
  const given = process.env[variable];
  if (given !== undefined) return given;
  const folder = join(root, "node_modules", ".cache", "bylaw-e2e", `${name}-${version}`);
  const program = join(folder, name);
  if (existsSync(program)) return program;
  await mkdir(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder, GOWORK: "off", CGO_ENABLED: "0" };
  const installed = await run("go", ["install", `${path}@${version}`], { env });
  if (installed.status === 0 && existsSync(program)) return program;
  throw new Error(
    `${name} ${version} could not be installed by Go: set ${variable} to its path. ${installed.stderr.slice(-500)}`,
  );
}

export const gator = () =>
  goProgram("BYLAW_GATOR", "github.com/open-policy-agent/gatekeeper/v3/cmd/gator", "v3.23.1");

/** The OPA that this gator has inside, so that most of it is built already. */
export const olderOpa = () => goProgram("BYLAW_OLDER_OPA", "github.com/open-policy-agent/opa", "v1.17.1");

export const conftest = () => goProgram("BYLAW_CONFTEST", "github.com/open-policy-agent/conftest", "v0.71.1");

export const kustomize = () =>
  goProgram("BYLAW_KUSTOMIZE", "sigs.k8s.io/kustomize/kustomize/v5", "v5.8.1", "kustomize");
