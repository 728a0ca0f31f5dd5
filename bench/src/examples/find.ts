import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { createCompiler, formatDiagnostics } from "@bylaw/compiler";
import type { Benchmark } from "../benchmark.ts";
import { exampleInputs } from "./inputs.ts";

/**
 * Compiles every policy of every example. A module in `policies/` without a default export is a part of others.
 *
 * @param folder `examples/` of the repository
 * @throws Error when a policy does not compile
 */
export function findExamples(folder: string): readonly Benchmark[] {
  const compiler = createCompiler();
  return readdirSync(folder)
    .sort()
    .flatMap((example) => policyFiles(join(folder, example, "policies")).map((file) => ({ example, file })))
    .flatMap(({ example, file }): readonly Benchmark[] => {
      const compilation = compiler.compile({ entry: file });
      if (!compilation.ok) {
        if (compilation.diagnostics.every(({ code }) => code === "BYL1002")) return [];
        throw new Error(
          `${file} does not compile:\n${formatDiagnostics(compilation.diagnostics, { colour: false })}`,
        );
      }
      const { policy } = compilation;
      return [
        {
          name: `${example}/${basename(file, ".ts")}`,
          group: "example",
          about: `${policy.rules.length} rules, from examples/${example}`,
          source: { modules: { [`${policy.package}.rego`]: policy.rego } },
          decision: policy.entrypoint,
          ...exampleInputs(join(folder, example), policy),
        },
      ];
    });
}

function policyFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => join(folder, name));
}
