import type { JsonObject } from "../values/json.ts";
import { parseJson } from "../values/json-text.ts";
import type { OpaBinary } from "./binary.ts";
import { RegoCompileError } from "./rego-error.ts";
import { checkIn, type RegoModules, type RunOptions, runOpa, unexpected, versionFlag } from "./run.ts";
import { withWorkspace } from "./workspace.ts";

/** A module as OPA parses it. */
export interface ParsedRego {
  /** Its name, as it was given. */
  readonly file: string;
  /** OPA's syntax tree, with places and their texts (base64) in it. Source: OPA v1/ast/policy.go. */
  readonly tree: JsonObject;
}

const processesAtOnce = 2;

/**
 * Parses modules.
 *
 * @returns the trees, in the order of the modules
 * @throws RegoCompileError when a module does not parse, OpaRunError when OPA fails
 */
export function parseRego(
  opa: OpaBinary,
  source: RegoModules,
  options: RunOptions = {},
): Promise<readonly ParsedRego[]> {
  return withWorkspace(source.modules, async (workspace) => {
    const names = Object.keys(source.modules);
    const { folder, moduleFiles } = workspace;
    const parsed: ParsedRego[] = [];
    const parseEvery = async (first: number) => {
      for (let index = first; index < moduleFiles.length; index += processesAtOnce) {
        const parse = (version: readonly string[]) => {
          const args = ["parse", "--format=json", "--json-include=locations", ...version];
          return runOpa(opa, [...args, moduleFiles[index] ?? ""], folder, options);
        };
        let result = await parse(versionFlag(opa, source));
        // A module of version 1 among those of version 0 says so itself, and may use what only that has.
        if (result.exitCode !== 0 && source.regoVersion === 0)
          result = await parse(versionFlag(opa, { regoVersion: 1 }));
        if (result.exitCode !== 0) {
          // `opa parse` gives its errors as prose only.
          const errors = await checkIn(workspace, opa, source, { ...options, strict: false });
          throw errors.length > 0 ? new RegoCompileError(errors) : unexpected("parse", result);
        }
        parsed[index] = { file: names[index] ?? "", tree: parseJson(result.stdout) as JsonObject };
      }
    };
    await Promise.all(Array.from({ length: processesAtOnce }, (_, first) => parseEvery(first)));
    return parsed;
  });
}
