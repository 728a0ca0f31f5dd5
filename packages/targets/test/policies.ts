import { resolve } from "node:path";
import { createCompiler } from "@bylaw/compiler";
import { findOpa } from "@bylaw/engine";
import type { NamedPolicy, TargetOptions } from "../src/target.ts";

const examples = resolve(import.meta.dirname, "../../../examples");
const compiler = createCompiler();

export const options: TargetOptions = { opa: () => findOpa() };

/** A policy of the examples: `envoy-istio/authz`. */
export function example(path: string): NamedPolicy {
  const [repo = "", name = ""] = path.split("/");
  const compilation = compiler.compile({ entry: resolve(examples, repo, "policies", `${name}.ts`) });
  if (!compilation.ok) throw new Error(compilation.diagnostics.map(({ message }) => message).join("\n"));
  return { name, policy: compilation.policy };
}
