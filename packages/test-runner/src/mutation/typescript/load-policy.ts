import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { Policy } from "@bylaw/dsl";
import { runnerImport } from "vite";
import type { Mutant, SourceRange } from "../mutant.ts";
import { controlExpression, type MutationControl, newControl } from "./control.ts";
import { instrumentModule } from "./instrument.ts";
import { usedDeclarations } from "./used-declarations.ts";

/** A policy that runs as it is written, or with one of its mutants. */
export interface MutablePolicy {
  readonly policy: Policy<unknown, string>;
  /** All of the modules. */
  readonly mutants: readonly Mutant[];
  /** Whether a mutant is in something that the policy is made of, and not what another imports of the same module. */
  readonly isPart: (mutant: Mutant) => boolean;
  readonly control: MutationControl;
  /** The text of each module that is part of it, by the name that mutants have. */
  readonly modules: ReadonlyMap<string, string>;
}

/** The module has no policy. */
export class NoPolicy extends Error {
  override readonly name = "NoPolicy";
}

/**
 * Imports a policy with all its mutants in it. This executes the module: it is for an author's own policy.
 *
 * @param file absolute path of the policy
 * @param root the folder whose modules get mutants, and to which their names are relative
 * @throws {NoPolicy} when its default export is no policy, UnparsableModule when a module does not parse
 */
export async function loadMutablePolicy(file: string, root: string): Promise<MutablePolicy> {
  const { control, number } = newControl();
  const mutants: Mutant[] = [];
  const modules = new Map<string, string>();
  const { module } = await runnerImport<{ readonly default?: unknown }>(file, {
    root: dirname(file),
    configFile: false,
    logLevel: "error",
    plugins: [
      {
        name: "bylaw-mutants",
        enforce: "pre",
        transform: (_, id) => {
          const path = id.split("?")[0] ?? id;
          const name = relative(root, path);
          if (!path.endsWith(".ts") || name.startsWith("..") || name.includes("node_modules"))
            return undefined;
          // Other plugins may have been there first; places are those of the file.
          const text = readFileSync(path, "utf8");
          const made = instrumentModule(name, text, mutants.length, controlExpression(number));
          mutants.push(...made.mutants);
          modules.set(name, text);
          return { code: made.code, map: null };
        },
      },
    ],
  });
  const policy = module.default;
  if (typeof policy !== "object" || policy === null || !("decide" in policy) || !("shape" in policy))
    throw new NoPolicy(`${relative(root, file)} has no policy as its default export`);
  const written = policy as Policy<unknown, string>;
  const used = usedDeclarations(relative(root, file), modules);
  return {
    policy: { ...written, decide: (input, options) => control.current(written).decide(input, options) },
    mutants,
    isPart: ({ range }) => used.some((declaration) => isWithin(range, declaration)),
    control,
    modules,
  };
}

function isWithin({ file, line, column }: SourceRange, around: SourceRange): boolean {
  if (file !== around.file) return false;
  const isBehindStart = line > around.line || (line === around.line && column >= around.column);
  const isBeforeEnd = line < around.endLine || (line === around.endLine && column < around.endColumn);
  return isBehindStart && isBeforeEnd;
}
