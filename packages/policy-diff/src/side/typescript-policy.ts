import { stat } from "node:fs/promises";
import { basename, dirname, relative, sep } from "node:path";
import { compile, formatDiagnostics } from "@bylaw/compiler";
import { DiffFailed } from "../failure.ts";
import type { PolicyFiles } from "./side.ts";

/**
 * Compiles a TypeScript policy by reading it; none of its code runs.
 *
 * @param path absolute
 * @throws DiffFailed `policyNotFound`, or `policyInvalid` with the diagnostics
 */
export async function readTypeScriptPolicy(
  path: string,
  label: string,
): Promise<Omit<PolicyFiles, "kind" | "commit">> {
  const status = await stat(path).catch(() => undefined);
  if (status === undefined) throw new DiffFailed("policyNotFound", `no policy: ${label} does not exist`);
  const compilation = compile({ entry: path });
  const folder = dirname(path);
  if (!compilation.ok) {
    const said = formatDiagnostics(compilation.diagnostics, { folder });
    throw new DiffFailed("policyInvalid", `${label} does not compile:\n${said}`);
  }
  const { policy } = compilation;
  const { kind, input, comparedLiterals, reads } = policy;
  const name = basename(path).replace(/\.[cm]?ts$/, ".rego");
  return {
    label,
    modules: Object.fromEntries([[name, policy.rego]]),
    data: undefined,
    declared: { kind, input, comparedLiterals, reads },
    writtenAt: (_, row) => {
      const span = policy.rules.find(({ rows }) => rows.includes(row))?.span ?? policy.sourceMap.get(row);
      return span === undefined
        ? undefined
        : { file: relative(folder, span.file).split(sep).join("/"), row: span.line };
    },
  };
}
