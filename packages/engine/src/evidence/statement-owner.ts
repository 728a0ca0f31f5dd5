import type { Block, Local, Plan, Statement } from "../plan/plan.ts";
import { innerBlocks } from "./plan-scope.ts";
import { type Owner, type Place, placeKey, type SourceIndex } from "./source-table.ts";

/** Finds what is written where a statement comes from; undefined for statements that come from no module. */
export type OwnerOf = (statement: Statement) => Owner | undefined;

export function ownersIn(plan: Plan, index: SourceIndex, modules: readonly string[]): OwnerOf {
  const placeOf = placesIn(plan, modules);
  const wrapping = new Map<Statement, Owner>();
  const visit = ({ stmts }: Block) => {
    for (const [position, statement] of stmts.entries()) {
      innerBlocks(statement).forEach(visit);
      const next = stmts[position + 1];
      if (statement.type !== "MakeSetStmt" || next?.type !== "BlockStmt") continue;
      const [place, block] = [placeOf(statement), placeOf(next)];
      const same = place !== undefined && block !== undefined && placeKey(place) === placeKey(block);
      const owner = same ? index.ownerExactlyAt(place) : undefined;
      if (owner?.kind !== "expression") continue;
      for (const one of [statement, next, ...additions(next, statement.stmt.target)])
        wrapping.set(one, owner.parent);
    }
  };
  for (const { blocks } of plan.funcs?.funcs ?? []) blocks.forEach(visit);
  return (statement) => {
    const place = placeOf(statement);
    return wrapping.get(statement) ?? (place === undefined ? undefined : index.ownerAt(place));
  };
}

/**
 * Statements that add to a set. OPA makes a set of each expression in a template string, as that may have no value;
 * the set has the place of the expression, but belongs to what is around it.
 */
function additions(statement: Statement, set: Local): readonly Statement[] {
  return innerBlocks(statement).flatMap(({ stmts }) =>
    stmts.flatMap((one) => [
      ...(one.type === "SetAddStmt" && one.stmt.set === set ? [one] : []),
      ...additions(one, set),
    ]),
  );
}

/**
 * Finds where a statement comes from.
 *
 * @param modules the names of the modules, in the order in which they were built
 */
export function placesIn(
  plan: Plan,
  modules: readonly string[],
): (statement: Statement) => Place | undefined {
  const files = (plan.static?.files ?? []).map(({ value }) => moduleName(value, modules));
  return ({ stmt }) => {
    const { row, col, end_row, end_col } = stmt;
    const file = stmt.file === undefined ? undefined : files[stmt.file];
    // What has no place in a module has row 0.
    if (file === undefined || !row || col === undefined) return undefined;
    return { file, row, column: col, endRow: end_row ?? row, endColumn: end_col ?? col };
  };
}

/** Modules are built under neutral names, by their order. */
function moduleName(file: string, modules: readonly string[]): string | undefined {
  const position = /^\/?bylaw-module-(\d+)\.rego$/.exec(file)?.[1];
  return position === undefined ? undefined : modules[Number(position)];
}
