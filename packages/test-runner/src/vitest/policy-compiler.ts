import { join } from "node:path";
import type { CompiledPolicy, Compiler } from "@bylaw/compiler";
import { compilerIdentity } from "./compiler-identity.ts";
import { policyTexts } from "./policy-texts.ts";
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
  /** Compiles what a changed module is a part of, of the policies that were asked for, before somebody asks again. */
  ahead(changed: string): void;
}

/** The compiler's word for a module that is not a policy at all: no default export, or another kind of one. */
const notAPolicy: ReadonlySet<string> = new Set(["BYL1002", "BYL1003"]);

/**
 * @param cacheFolder vite's, in which it is remembered what policies were compiled to
 * @param identityOf what tells the compiler of a policy's module from others
 */
export function policyCompiler(cacheFolder: string, identityOf = compilerIdentity): PolicyCompiler {
  const remembered = rememberedPolicies(join(cacheFolder, "bylaw-policies"), identityOf);
  const asked = new Set<string>();
  let compiler: Compiler | undefined;
  const compiled = async (file: string): Promise<CompiledPolicy | undefined> => {
    asked.add(file);
    const key = remembered.keyOf(file);
    const known = key === undefined ? undefined : remembered.find(file, key);
    if (known !== undefined) return known;
    // It loads TypeScript, which takes longer than most tests.
    const { createCompiler, formatDiagnostics } = await import("@bylaw/compiler");
    compiler ??= createCompiler();
    const compilation = compiler.compile({ entry: file });
    if (compilation.ok) {
      // What changed in between may be in it, or not.
      if (key !== undefined && remembered.keyOf(file) === key) remembered.keep(file, key, compilation.policy);
      return compilation.policy;
    }
    if (compilation.diagnostics.every((diagnostic) => notAPolicy.has(diagnostic.code))) return undefined;
    throw new Error(
      `${file} does not compile\n\n${formatDiagnostics(compilation.diagnostics, { colour: false })}`,
    );
  };
  return {
    compiled,
    ahead: (changed) => {
      // What cannot be remembered would be compiled twice; what does not compile is told when it is asked for.
      for (const file of asked)
        if (policyTexts(file)?.has(changed) && remembered.keyOf(file) !== undefined)
          void compiled(file).catch(() => undefined);
    },
  };
}
