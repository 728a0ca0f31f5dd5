import { join } from "node:path";
import type { CompiledPolicy, Compiler } from "@bylaw/compiler";
import { rememberedPolicies } from "./remembered-policies.ts";

/** Compiles the policies that tests import. */
export interface PolicyCompiler {
  /**
   * A policy's compiled form.
   *
   * @param file its module, absolute
   * @returns undefined for a module that is no policy at all
   * @throws {Error} with the compiler's diagnostics when it does not compile
   */
  compiled(file: string): Promise<CompiledPolicy | undefined>;
}

/** The compiler's word for a module that is not a policy at all: no default export, or another kind of one. */
const notAPolicy: ReadonlySet<string> = new Set(["BYL1002", "BYL1003"]);

/** @param cacheFolder vite's, in which it is remembered what policies were compiled to */
export function policyCompiler(cacheFolder: string): PolicyCompiler {
  const remembered = rememberedPolicies(join(cacheFolder, "bylaw-policies"));
  let compiler: Compiler | undefined;
  return {
    compiled: async (file) => {
      const key = remembered.keyOf(file);
      const known = key === undefined ? undefined : remembered.find(file, key);
      if (known !== undefined) return known;
      // It loads TypeScript, which takes longer than most tests.
      const { createCompiler, formatDiagnostics } = await import("@bylaw/compiler");
      compiler ??= createCompiler();
      const compilation = compiler.compile({ entry: file });
      if (compilation.ok) {
        // What changed in between may be in it, or not.
        if (key !== undefined && remembered.keyOf(file) === key)
          remembered.keep(file, key, compilation.policy);
        return compilation.policy;
      }
      if (compilation.diagnostics.every((diagnostic) => notAPolicy.has(diagnostic.code))) return undefined;
      throw new Error(
        `${file} does not compile\n\n${formatDiagnostics(compilation.diagnostics, { colour: false })}`,
      );
    },
  };
}
