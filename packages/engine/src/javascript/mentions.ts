import type { Block, Local, Operand, Statement } from "../plan/plan.ts";

/** Is told the locals that a statement mentions. */
export interface MentionVisitor {
  read(local: Local): void;
  /** After all reads. What is put into a set, an array or an object is no write of its local. */
  write(local: Local): void;
}

const noBlocks: readonly Block[] = [];

/** Tells the locals that one statement reads and writes itself, which those in its blocks are not. */
export function visitMentions({ type, stmt }: Statement, visitor: MentionVisitor): void {
  switch (type) {
    case "ArrayAppendStmt":
      read(stmt.value, visitor);
      visitor.read(stmt.array);
      break;
    case "AssignIntStmt":
    case "MakeArrayStmt":
    case "MakeNullStmt":
    case "MakeNumberIntStmt":
    case "MakeNumberRefStmt":
    case "MakeObjectStmt":
    case "MakeSetStmt":
    case "ResetLocalStmt":
      visitor.write(stmt.target);
      break;
    case "AssignVarOnceStmt":
      read(stmt.source, visitor);
      visitor.read(stmt.target);
      visitor.write(stmt.target);
      break;
    case "AssignVarStmt":
    case "LenStmt":
      read(stmt.source, visitor);
      visitor.write(stmt.target);
      break;
    case "BlockStmt":
    case "BreakStmt":
    case "NopStmt":
    case "NotStmt":
      break;
    case "CallDynamicStmt":
      for (const step of stmt.path) read(step, visitor);
      for (const local of stmt.args) visitor.read(local);
      visitor.write(stmt.result);
      break;
    case "CallStmt":
      for (const operand of stmt.args ?? []) read(operand, visitor);
      visitor.write(stmt.result);
      break;
    case "DotStmt":
      read(stmt.source, visitor);
      read(stmt.key, visitor);
      visitor.write(stmt.target);
      break;
    case "EqualStmt":
    case "NotEqualStmt":
      read(stmt.a, visitor);
      read(stmt.b, visitor);
      break;
    case "IsArrayStmt":
    case "IsObjectStmt":
    case "IsSetStmt":
      read(stmt.source, visitor);
      break;
    case "IsDefinedStmt":
    case "IsUndefinedStmt":
    case "ReturnLocalStmt":
      visitor.read(stmt.source);
      break;
    case "ProbeStmt":
      for (const operand of stmt.operands) read(operand, visitor);
      break;
    case "ObjectInsertOnceStmt":
    case "ObjectInsertStmt":
      read(stmt.key, visitor);
      read(stmt.value, visitor);
      visitor.read(stmt.object);
      break;
    case "ObjectMergeStmt":
      visitor.read(stmt.a);
      visitor.read(stmt.b);
      visitor.write(stmt.target);
      break;
    case "ResultSetAddStmt":
      visitor.read(stmt.value);
      break;
    case "ScanStmt":
      visitor.read(stmt.source);
      visitor.write(stmt.key);
      visitor.write(stmt.value);
      break;
    case "SetAddStmt":
      read(stmt.value, visitor);
      visitor.read(stmt.set);
      break;
    case "WithStmt":
      visitor.read(stmt.local);
      read(stmt.value, visitor);
      visitor.write(stmt.local);
      break;
  }
}

function read(operand: Operand, visitor: MentionVisitor): void {
  if (operand.type === "local") visitor.read(operand.value);
}

/** The blocks in a statement. */
export function blocksOf({ type, stmt }: Statement): readonly Block[] {
  switch (type) {
    case "BlockStmt":
      return stmt.blocks ?? noBlocks;
    case "NotStmt":
    case "ScanStmt":
    case "WithStmt":
      return [stmt.block];
    default:
      return noBlocks;
  }
}

/** The locals that one statement reads and writes itself. */
export interface Mentions {
  readonly reads: readonly Local[];
  readonly writes: readonly Local[];
}

export function mentionsOf(statement: Statement): Mentions {
  const [reads, writes]: [Local[], Local[]] = [[], []];
  visitMentions(statement, { read: (local) => reads.push(local), write: (local) => writes.push(local) });
  return { reads, writes };
}

/** Whether a test holds for all statements of a block, also those in blocks within it. */
export function everyStatement(block: Block, test: (statement: Statement) => boolean): boolean {
  for (const statement of block.stmts) {
    if (!test(statement)) return false;
    for (const inner of blocksOf(statement)) if (!everyStatement(inner, test)) return false;
  }
  return true;
}

/** All statements of a block, also those in blocks within it, in the order of the text. */
export function statementsWithin(block: Block): readonly Statement[] {
  const statements: Statement[] = [];
  everyStatement(block, (statement) => statements.push(statement) > 0);
  return statements;
}

const written = new WeakMap<Block, ReadonlySet<Local>>();

/** The locals that a block may write; asked for again and again while code is written. */
export function writtenIn(block: Block): ReadonlySet<Local> {
  let found = written.get(block);
  if (found === undefined) {
    found = findWritten(block);
    written.set(block, found);
  }
  return found;
}

function findWritten(block: Block): ReadonlySet<Local> {
  const found = new Set<Local>();
  const visitor = { read: () => undefined, write: (local: Local) => void found.add(local) };
  for (const statement of block.stmts) {
    visitMentions(statement, visitor);
    for (const inner of blocksOf(statement)) for (const local of writtenIn(inner)) found.add(local);
  }
  return found;
}
