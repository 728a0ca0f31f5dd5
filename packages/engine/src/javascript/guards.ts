import type { Block, Local, Operand } from "../plan/plan.ts";
import { blocksOf, visitMentions, writtenIn } from "./mentions.ts";
import { literal } from "./names.ts";

/** A condition of a body: what is at a path of a parameter is this constant. */
export interface Guard {
  readonly path: { readonly root: Local; readonly steps: readonly string[] };
  /** The code of the constant. */
  readonly constant: string;
}

/**
 * The guards of a body, which holds only if all of them do. As with the rule index of OPA (v1/ast/index.go), it makes
 * no difference where in the body they stand: a body that is left out cannot fail either.
 *
 * @returns by a text of the path; of two guards for one path the first
 */
export function guardsOf(
  block: Block | undefined,
  params: readonly Local[],
  strings: readonly string[],
): ReadonlyMap<string, Guard> {
  const guards = new Map<string, Guard>();
  const paths = new Map<Local, Guard["path"]>(params.map((root) => [root, { root, steps: [] }]));
  const constants = new Map<Local, string>();
  const constantOf = (operand: Operand): string | undefined => {
    if (operand.type === "bool") return operand.value ? "true" : "false";
    if (operand.type === "local") return constants.get(operand.value);
    const text = strings[operand.value];
    return text === undefined ? undefined : literal(text);
  };
  const pathOf = (operand: Operand) => (operand.type === "local" ? paths.get(operand.value) : undefined);
  const forgettingWrites = { read: () => undefined, write: forget };
  for (const statement of block?.stmts ?? []) {
    const { type, stmt } = statement;
    switch (type) {
      case "ResetLocalStmt":
        forget(stmt.target);
        break;
      case "MakeNumberIntStmt":
        forget(stmt.target);
        if (Number.isSafeInteger(stmt.value)) constants.set(stmt.target, String(stmt.value));
        break;
      case "AssignVarStmt": {
        const [path, constant] = [pathOf(stmt.source), constantOf(stmt.source)];
        forget(stmt.target);
        if (path !== undefined) paths.set(stmt.target, path);
        else if (constant !== undefined) constants.set(stmt.target, constant);
        break;
      }
      case "DotStmt": {
        const source = pathOf(stmt.source);
        const step = stmt.key.type === "string_index" ? strings[stmt.key.value] : undefined;
        forget(stmt.target);
        if (source !== undefined && step !== undefined)
          paths.set(stmt.target, { root: source.root, steps: [...source.steps, step] });
        break;
      }
      case "EqualStmt": {
        const [path, constant] = [pathOf(stmt.a) ?? pathOf(stmt.b), constantOf(stmt.a) ?? constantOf(stmt.b)];
        if (path === undefined || constant === undefined) break;
        const text = JSON.stringify(path);
        if (!guards.has(text)) guards.set(text, { path, constant });
        break;
      }
      case "AssignVarOnceStmt":
      case "BreakStmt":
      case "ReturnLocalStmt":
      // A body that is left out tells nothing.
      case "ProbeStmt":
        return guards;
      default: {
        visitMentions(statement, forgettingWrites);
        for (const inner of blocksOf(statement)) for (const local of writtenIn(inner)) forget(local);
      }
    }
  }
  return guards;

  function forget(local: Local) {
    paths.delete(local);
    constants.delete(local);
  }
}
