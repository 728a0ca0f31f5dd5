import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type CompiledPolicy, createCompiler } from "@bylaw/compiler";
import type { Decision, FindingDecision, Policy } from "@bylaw/dsl";
import { root } from "../workspace.ts";

const compiler = createCompiler();

/** A policy of the examples, as it decides natively. */
export interface Example<Answer extends Decision = Decision> {
  readonly repository: string;
  /** `images` */
  readonly name: string;
  readonly file: string;
  readonly native: Policy<unknown, string, Answer>;
}

/** All policies in a repository of the examples; a module without a default export is a part of others. */
export async function examplesIn<Answer extends Decision = FindingDecision>(
  repository: string,
): Promise<readonly Example<Answer>[]> {
  const folder = join(root, "examples", repository, "policies");
  const files = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((file) => readFileSync(file, "utf8").includes("export default "));
  return Promise.all(
    files.map(async (file) => {
      const { default: native } = await import(file);
      return { repository, name: basename(file, ".ts"), file, native };
    }),
  );
}

/** @throws when the policy does not compile */
export function compiled({ file }: Pick<Example, "file">): CompiledPolicy {
  const compilation = compiler.compile({ entry: file });
  if (!compilation.ok) throw new Error(compilation.diagnostics.map(({ message }) => message).join("\n"));
  return compilation.policy;
}

/** How many inputs each policy decides: `BYLAW_E2E_INPUTS`, or 2,000. */
export const inputCount = Number(process.env.BYLAW_E2E_INPUTS ?? 2_000);
