import type { Block, Operand, Statement } from "../plan/plan.ts";

/** How many statements of a function put something into each local that holds a set, an array or an object. */
export function countMutations(blocks: readonly Block[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const visit = (block: Block) => {
    for (const statement of block.stmts) {
      const local = mutated(statement);
      if (local !== undefined) counts.set(local, (counts.get(local) ?? 0) + 1);
      for (const inner of blocksOf(statement)) visit(inner);
    }
  };
  blocks.forEach(visit);
  return counts;
}

function mutated({ type, stmt }: Statement): number | undefined {
  switch (type) {
    case "ArrayAppendStmt":
      return stmt.array;
    case "SetAddStmt":
      return stmt.set;
    case "ObjectInsertStmt":
    case "ObjectInsertOnceStmt":
      return stmt.object;
    default:
      return undefined;
  }
}

function blocksOf({ type, stmt }: Statement): readonly Block[] {
  switch (type) {
    case "BlockStmt":
      return stmt.blocks ?? [];
    case "NotStmt":
    case "ScanStmt":
    case "WithStmt":
      return [stmt.block];
    default:
      return [];
  }
}

/** A set or array of constants that the plan builds anew each time, as code that is run once. */
export interface Constant {
  readonly target: number;
  readonly code: string;
  /** The statements that it replaces, from the one that makes it. */
  readonly length: number;
}

/**
 * Finds a set or an array that is made of constants, one right after another, and never added to elsewhere.
 *
 * @param constant the code of a constant operand; undefined for a local
 */
export function constantAt(
  statements: readonly Statement[],
  start: number,
  mutations: ReadonlyMap<number, number>,
  constant: (operand: Operand) => string | undefined,
): Constant | undefined {
  const first = statements[start];
  if (first === undefined || (first.type !== "MakeSetStmt" && first.type !== "MakeArrayStmt"))
    return undefined;
  const { target } = first.stmt;
  const parts: string[] = [];
  for (const { type, stmt } of statements.slice(start + 1)) {
    const adds =
      (type === "SetAddStmt" && stmt.set === target) || (type === "ArrayAppendStmt" && stmt.array === target);
    const code = adds ? constant(stmt.value) : undefined;
    if (code === undefined) break;
    parts.push(code);
  }
  if (parts.length !== (mutations.get(target) ?? 0)) return undefined;
  const list = `[${parts.join(", ")}]`;
  return {
    target,
    code: first.type === "MakeSetStmt" ? `setOf(${list})` : list,
    length: parts.length + 1,
  };
}
