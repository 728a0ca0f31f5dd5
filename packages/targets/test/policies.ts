import { readdirSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { createCompiler } from "@bylaw/compiler";
import { findOpa } from "@bylaw/engine";
import type { NamedPolicy, TargetOptions } from "../src/target.ts";

const examples = resolve(import.meta.dirname, "../../../examples");
const compiler = createCompiler();

export const options: TargetOptions = { opa: () => findOpa() };

/** All policies of the examples; a module without a default export is a part of others. */
export const exampleNames: readonly string[] = readdirSync(examples).flatMap((repo) => {
  const folder = resolve(examples, repo, "policies");
  return readdirSync(folder)
    .filter((file) => readFileSync(resolve(folder, file), "utf8").includes("export default "))
    .map((file) => `${repo}/${basename(file, ".ts")}`);
});

/** A policy of the examples: `envoy-istio/authz`. */
export function example(path: string): NamedPolicy {
  const [repo = "", name = ""] = path.split("/");
  const compilation = compiler.compile({ entry: resolve(examples, repo, "policies", `${name}.ts`) });
  if (!compilation.ok) throw new Error(compilation.diagnostics.map(({ message }) => message).join("\n"));
  return { name, policy: compilation.policy };
}
