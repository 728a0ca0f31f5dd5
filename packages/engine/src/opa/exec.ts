import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Outcome } from "../engine.ts";
import { parseJson } from "../values/index.ts";
import type { Json } from "../values/json.ts";
import { type Case, groupCases } from "./batch.ts";
import { decisionReference, pathSegments } from "./decision-path.ts";
import { readRegoError } from "./rego-error.ts";
import { type RunOptions, runOpa, versionFlag } from "./run.ts";
import { outcomeOfError, replayFile, type Session } from "./session.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Decides each case separately in one process of `opa exec`, which tells the errors of one case from another's.
 *
 * @returns undefined where it cannot be done: there is no input, errors of builtins shall count, the decision is the
 * root document, which would have to contain the rule that asks for it, or OPA fails otherwise than by an evaluation
 */
export async function decideSeparately(
  session: Session,
  workspace: Workspace,
  cases: readonly Case[],
  bounds: RunOptions,
): Promise<readonly (readonly [number, Outcome])[] | undefined> {
  if (session.options.strictBuiltinErrors) return undefined;
  // `opa exec` cannot be told of builtins.
  if (session.source.customBuiltins !== undefined) return undefined;
  if (cases.some((one) => one.input === undefined || pathSegments(one.path).length === 0)) return undefined;

  const { packageName, text } = session.replay;
  const groups = groupCases(cases);
  const rules = groups.map(
    ({ path, mode }, group) =>
      `decision := {"value": result} if {\n\tinput.group == ${group}\n\tsubject := input.subject\n\textra := input.extra\n` +
      `\tresult := ${decisionReference(path)} with input as subject${session.replay.withModifiers(mode, "extra")}\n}\n`,
  );
  const folder = join(workspace.folder, "exec");
  const bundle = join(folder, "bundle");
  const inputs = join(folder, "inputs");
  try {
    await mkdir(bundle, { recursive: true, mode: 0o700 });
    await mkdir(inputs, { mode: 0o700 });
    const names = Object.keys(session.source.modules);
    for (const [index, file] of workspace.moduleFiles.entries()) {
      await writeFile(join(bundle, file), session.source.modules[names[index] ?? ""] ?? "");
    }
    await writeFile(join(bundle, replayFile), `${text}\n${rules.join("\n")}`);
    await writeFile(join(bundle, "data.json"), session.data);
    for (const [group, { cases: members }] of groups.entries()) {
      for (const one of members) {
        const document = `{"group":${group},"subject":${one.input},"extra":${one.extra}}`;
        await writeFile(join(inputs, `${one.index}.json`), document);
      }
    }
    const args = [
      "exec",
      "--bundle=bundle",
      `--decision=${packageName}/decision`,
      ...versionFlag(session.opa, session.source),
      "inputs",
    ];
    const result = await runOpa(session.opa, args, folder, { ...session.options, ...bounds });
    const outcomes = readExec(result.stdout, session, workspace);
    return outcomes?.length === cases.length ? outcomes : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readExec(
  text: string,
  session: Session,
  workspace: Workspace,
): readonly (readonly [number, Outcome])[] | undefined {
  let document: Json;
  try {
    document = parseJson(text);
  } catch {
    return undefined;
  }
  const rows = property(document, "result");
  if (!Array.isArray(rows)) return undefined;
  const outcomes: (readonly [number, Outcome])[] = [];
  for (const row of rows as readonly Json[]) {
    const path = property(row, "path");
    const index = typeof path === "string" ? Number(/(\d+)\.json$/.exec(path)?.[1]) : Number.NaN;
    if (!Number.isInteger(index)) throw new Error("opa exec gave a result without a known path");
    const value = property(property(row, "result"), "value");
    if (value !== undefined) {
      outcomes.push([index, { kind: "defined", value }]);
      continue;
    }
    const error = readRegoError(property(row, "error"), workspace.originalNames);
    if (error.code === "opa_undefined_error") outcomes.push([index, { kind: "undefined" }]);
    else if (error.code.startsWith("eval_")) outcomes.push([index, outcomeOfError(error, session.replay)]);
    else return undefined;
  }
  return outcomes;
}

function property(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as { readonly [key: string]: Json })[name] : undefined;
}
