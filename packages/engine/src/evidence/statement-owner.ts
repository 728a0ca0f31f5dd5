import type { Plan, Statement } from "../plan/plan.ts";
import type { Owner, Place, SourceIndex } from "./source-table.ts";

/** Finds what is written where a statement comes from; undefined for statements that come from no module. */
export type OwnerOf = (statement: Statement) => Owner | undefined;

export function ownersIn(plan: Plan, index: SourceIndex, modules: readonly string[]): OwnerOf {
  const placeOf = placesIn(plan, modules);
  return (statement) => {
    const place = placeOf(statement);
    return place === undefined ? undefined : index.ownerAt(place);
  };
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
