import { dirname } from "node:path";
import type { NativePolicy } from "@bylaw/test-runner";
import { runnerImport } from "vite";
import { CannotProceed } from "./exit-code.ts";

/**
 * Imports a policy to run it natively. This executes the module: it is for an author's own policy, never for one
 * side of a diff.
 *
 * @param file absolute path of a `.ts` policy
 * @throws {CannotProceed} when its default export is no policy
 */
export async function importPolicy(file: string): Promise<NativePolicy> {
  const { module } = await runnerImport<{ readonly default?: unknown }>(file, {
    root: dirname(file),
    configFile: false,
    logLevel: "error",
  });
  if (isPolicy(module.default)) return module.default;
  throw new CannotProceed(`${file} has no policy as its default export`);
}

function isPolicy(value: unknown): value is NativePolicy {
  return (
    typeof value === "object" && value !== null && "decide" in value && "input" in value && "shape" in value
  );
}
