import type { Block, Local, Operand, Statement } from "../plan/plan.ts";

/** The locals that one statement reads and writes itself, and the blocks in it. */
export interface Mentions {
  readonly reads: readonly Local[];
  /** After all reads. What is put into a set, an array or an object is no write of its local. */
  readonly writes: readonly Local[];
  readonly blocks: readonly Block[];
}

const noLocals: readonly Local[] = [];
const noBlocks: readonly Block[] = [];

function mentions(
  operands: readonly (Operand | Local)[],
  writes: readonly Local[] = noLocals,
  blocks: readonly Block[] = noBlocks,
): Mentions {
  const reads: Local[] = [];
  for (const operand of operands) {
    if (typeof operand === "number") reads.push(operand);
    else if (operand.type === "local") reads.push(operand.value);
  }
  return { reads, writes, blocks };
}

const known = new WeakMap<Statement, Mentions>();

/** Asked for again and again while code is written, so that it is worth to keep. */
export function mentionsOf(statement: Statement): Mentions {
  let found = known.get(statement);
  if (found === undefined) {
    found = mentionsIn(statement);
    known.set(statement, found);
  }
  return found;
}

function mentionsIn({ type, stmt }: Statement): Mentions {
  switch (type) {
    case "ArrayAppendStmt":
      return mentions([stmt.value, stmt.array]);
    case "AssignIntStmt":
    case "MakeArrayStmt":
    case "MakeNullStmt":
    case "MakeNumberIntStmt":
    case "MakeNumberRefStmt":
    case "MakeObjectStmt":
    case "MakeSetStmt":
    case "ResetLocalStmt":
      return mentions([], [stmt.target]);
    case "AssignVarOnceStmt":
      return mentions([stmt.source, stmt.target], [stmt.target]);
    case "AssignVarStmt":
    case "LenStmt":
      return mentions([stmt.source], [stmt.target]);
    case "BlockStmt":
      return mentions([], noLocals, stmt.blocks ?? noBlocks);
    case "BreakStmt":
    case "NopStmt":
      return mentions([]);
    case "CallDynamicStmt":
      return mentions([...stmt.path, ...stmt.args], [stmt.result]);
    case "CallStmt":
      return mentions(stmt.args ?? [], [stmt.result]);
    case "DotStmt":
      return mentions([stmt.source, stmt.key], [stmt.target]);
    case "EqualStmt":
    case "NotEqualStmt":
      return mentions([stmt.a, stmt.b]);
    case "IsArrayStmt":
    case "IsDefinedStmt":
    case "IsObjectStmt":
    case "IsSetStmt":
    case "IsUndefinedStmt":
    case "ReturnLocalStmt":
      return mentions([stmt.source]);
    case "NotStmt":
      return mentions([], noLocals, [stmt.block]);
    case "ProbeStmt":
      return mentions(stmt.operands);
    case "ObjectInsertOnceStmt":
    case "ObjectInsertStmt":
      return mentions([stmt.key, stmt.value, stmt.object]);
    case "ObjectMergeStmt":
      return mentions([stmt.a, stmt.b], [stmt.target]);
    case "ResultSetAddStmt":
      return mentions([stmt.value]);
    case "ScanStmt":
      return mentions([stmt.source], [stmt.key, stmt.value], [stmt.block]);
    case "SetAddStmt":
      return mentions([stmt.value, stmt.set]);
    case "WithStmt":
      return mentions([stmt.local, stmt.value], [stmt.local], [stmt.block]);
  }
}

/** All statements of a block, also those in blocks within it, in the order of the text. */
export function* statementsWithin(block: Block): Iterable<Statement> {
  for (const statement of block.stmts) {
    yield statement;
    for (const inner of mentionsOf(statement).blocks) yield* statementsWithin(inner);
  }
}

/** The locals that a block may write. */
export function writtenIn(blocks: readonly Block[]): ReadonlySet<Local> {
  const written = new Set<Local>();
  for (const block of blocks)
    for (const statement of statementsWithin(block))
      for (const local of mentionsOf(statement).writes) written.add(local);
  return written;
}

/** The locals that a block mentions, and whether the first mention in the text reads it. */
export function firstMentions(block: Block): ReadonlyMap<Local, "read" | "write"> {
  const first = new Map<Local, "read" | "write">();
  for (const statement of statementsWithin(block)) {
    const { reads, writes } = mentionsOf(statement);
    for (const local of reads) if (!first.has(local)) first.set(local, "read");
    for (const local of writes) if (!first.has(local)) first.set(local, "write");
  }
  return first;
}
