import type { Block, Local, Operand, Statement } from "../plan/plan.ts";

/** What a statement itself does to locals, without the blocks in it. */
export interface LocalUse {
  readonly reads: readonly Local[];
  readonly writes: readonly Local[];
  /** Containers that it puts something into. */
  readonly fills: readonly Local[];
  readonly blocks: readonly Block[];
}

const none: LocalUse = { reads: [], writes: [], fills: [], blocks: [] };

export function localUse({ type, stmt }: Statement): LocalUse {
  switch (type) {
    case "ArrayAppendStmt":
      return { ...none, reads: [stmt.array, ...localsOf(stmt.value)], fills: [stmt.array] };
    case "SetAddStmt":
      return { ...none, reads: [stmt.set, ...localsOf(stmt.value)], fills: [stmt.set] };
    case "ObjectInsertOnceStmt":
    case "ObjectInsertStmt":
      return {
        ...none,
        reads: [stmt.object, ...localsOf(stmt.key, stmt.value)],
        fills: [stmt.object],
      };
    case "AssignIntStmt":
    case "MakeArrayStmt":
    case "MakeNullStmt":
    case "MakeNumberIntStmt":
    case "MakeNumberRefStmt":
    case "MakeObjectStmt":
    case "MakeSetStmt":
    case "ResetLocalStmt":
      return { ...none, writes: [stmt.target] };
    case "AssignVarOnceStmt":
      return { ...none, reads: [stmt.target, ...localsOf(stmt.source)], writes: [stmt.target] };
    case "AssignVarStmt":
    case "LenStmt":
      return { ...none, reads: localsOf(stmt.source), writes: [stmt.target] };
    case "BlockStmt":
      return { ...none, blocks: stmt.blocks ?? [] };
    case "BreakStmt":
    case "NopStmt":
    case "ProbeStmt":
      return none;
    case "CallDynamicStmt":
      return { ...none, reads: [...stmt.args, ...localsOf(...stmt.path)], writes: [stmt.result] };
    case "CallStmt":
      return { ...none, reads: localsOf(...(stmt.args ?? [])), writes: [stmt.result] };
    case "DotStmt":
      return { ...none, reads: localsOf(stmt.source, stmt.key), writes: [stmt.target] };
    case "EqualStmt":
    case "NotEqualStmt":
      return { ...none, reads: localsOf(stmt.a, stmt.b) };
    case "IsArrayStmt":
    case "IsObjectStmt":
    case "IsSetStmt":
      return { ...none, reads: localsOf(stmt.source) };
    case "IsDefinedStmt":
    case "IsUndefinedStmt":
    case "ReturnLocalStmt":
      return { ...none, reads: [stmt.source] };
    case "NotStmt":
      return { ...none, blocks: [stmt.block] };
    case "ObjectMergeStmt":
      return { ...none, reads: [stmt.a, stmt.b], writes: [stmt.target] };
    case "ResultSetAddStmt":
      return { ...none, reads: [stmt.value] };
    case "ScanStmt":
      return { ...none, reads: [stmt.source], writes: [stmt.key, stmt.value], blocks: [stmt.block] };
    case "WithStmt":
      return { ...none, reads: [stmt.local, ...localsOf(stmt.value)], blocks: [stmt.block] };
  }
}

function localsOf(...operands: readonly Operand[]): readonly Local[] {
  return operands.flatMap((operand) => (operand.type === "local" ? [operand.value] : []));
}
