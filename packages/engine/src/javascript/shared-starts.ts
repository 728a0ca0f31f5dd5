import type { Block, Local, Statement } from "../plan/plan.ts";
import { blocksOf, visitMentions } from "./mentions.ts";
import { usesOf } from "./uses.ts";

/** Blocks as a tree: what several of them begin with stands, and is run, once. */
export interface BlockTree {
  readonly statements: readonly Statement[];
  /** A block that the statements are of. */
  readonly origin: Block;
  /** What follows, each on its own; none of them is reached when a statement here is undefined. */
  readonly after: readonly BlockTree[];
}

// A shorter start is not worth a block of its own.
const shortestStart = 4;

/** The trees of blocks that run one after the other in a function with these parameters. */
export function blockTrees(blocks: readonly Block[], params: readonly Local[]): readonly BlockTree[] {
  return treesFrom(0, blocks, new Set(params));
}

/** How many of its first statements a block shares with the one before it. */
export function sharedLength(before: Block, block: Block, params: readonly Local[]): number {
  const length = sharedStart(0, [before, block], new Set(params));
  return length < shortestStart ? 0 : length;
}

function treesFrom(from: number, blocks: readonly Block[], params: ReadonlySet<Local>): readonly BlockTree[] {
  const trees: BlockTree[] = [];
  for (let at = 0; at < blocks.length; ) {
    const origin = blocks[at];
    if (origin === undefined) break;
    const run = [origin];
    let end = origin.stmts.length;
    for (let next = blocks[at + 1]; next !== undefined; next = blocks[at + run.length]) {
      const shared = sharedStart(from, [run.at(-1) ?? origin, next], params);
      if (shared - from < shortestStart) break;
      end = Math.min(end, shared);
      run.push(next);
    }
    // Where two by two could be parted, all of them together may have to be earlier.
    end = run.length === 1 ? end : cutOfAll(run, end);
    if (run.length === 1 || end - from < shortestStart) {
      for (const one of run) trees.push({ statements: one.stmts.slice(from), origin: one, after: [] });
    } else
      trees.push({ statements: origin.stmts.slice(from, end), origin, after: treesFrom(end, run, params) });
    at += run.length;
  }
  return trees;
}

/** Where the statements end that two blocks have in common from here on, and that can be run once. */
function sharedStart(
  from: number,
  [left, right]: readonly [Block, Block],
  params: ReadonlySet<Local>,
): number {
  const known = neighbours.get(right);
  if (known?.left === left) return Math.max(from, known.shared);
  let end = 0;
  while (end < left.stmts.length && isSame(left.stmts[end], right.stmts[end])) end++;
  if (end >= shortestStart)
    end = Math.min(end, repeatableLength(left, params, end), repeatableLength(right, params, end));
  const shared = end < shortestStart ? 0 : cutOfAll([left, right], end);
  neighbours.set(right, { left, shared });
  return Math.max(from, shared);
}

/** What blocks share with the one before them, which is asked for again and again. */
const neighbours = new WeakMap<Block, { readonly left: Block; readonly shared: number }>();

/** One look at each block is enough: what only one of them does to a start, it does from some statement on. */
function cutOfAll(blocks: readonly Block[], end: number): number {
  let cut = end;
  for (const block of blocks) while (cut > 0 && uncutPositions(block)[cut] === true) cut--;
  return cut;
}

const repeatable = new WeakMap<Block, { readonly looked: number; readonly length: number }>();

/**
 * How many of the first statements of a block, of so many, give the same each time that they are run, and change
 * nothing but locals of their own.
 */
function repeatableLength(block: Block, params: ReadonlySet<Local>, most: number): number {
  const known = repeatable.get(block);
  if (known !== undefined && (known.length < known.looked || known.looked >= most)) return known.length;
  const length = findRepeatable(block, params, most);
  repeatable.set(block, { looked: most, length });
  return length;
}

function findRepeatable(block: Block, params: ReadonlySet<Local>, most: number): number {
  if (fillsCopies(block)) return 0;
  const known = new Set(params);
  let isAllKnown = true;
  const visitor = {
    read: (local: Local) => {
      if (!known.has(local)) isAllKnown = false;
    },
    write: (local: Local) => void known.add(local),
  };
  const isRepeatable = (statement: Statement): boolean => {
    if (!isRepeatableType(statement)) return false;
    visitMentions(statement, visitor);
    if (!isAllKnown) return false;
    return blocksOf(statement).every(({ stmts }) => stmts.every(isRepeatable));
  };
  let length = 0;
  for (const statement of block.stmts) {
    if (length === most || !isRepeatable(statement)) break;
    length++;
  }
  return length;
}

function isRepeatableType({ type }: Statement): boolean {
  switch (type) {
    case "ArrayAppendStmt":
    case "AssignIntStmt":
    case "AssignVarStmt":
    // Rules, functions and builtins give the same answer within a query and the same documents.
    case "CallStmt":
    case "DotStmt":
    case "EqualStmt":
    case "IsArrayStmt":
    case "IsDefinedStmt":
    case "IsObjectStmt":
    case "IsSetStmt":
    case "IsUndefinedStmt":
    case "LenStmt":
    case "MakeArrayStmt":
    case "MakeNullStmt":
    case "MakeNumberIntStmt":
    case "MakeNumberRefStmt":
    case "MakeObjectStmt":
    case "MakeSetStmt":
    case "NopStmt":
    case "NotEqualStmt":
    case "NotStmt":
    case "ObjectInsertStmt":
    case "ResetLocalStmt":
    case "SetAddStmt":
      return true;
    case "AssignVarOnceStmt":
    case "BlockStmt":
    case "BreakStmt":
    case "CallDynamicStmt":
    case "ObjectInsertOnceStmt":
    case "ObjectMergeStmt":
    case "ProbeStmt":
    case "ResultSetAddStmt":
    case "ReturnLocalStmt":
    // The order of a loop depends on all that follows it.
    case "ScanStmt":
    case "WithStmt":
      return false;
  }
}

/** Whether something is put into a collection that also has another name. */
function fillsCopies(block: Block): boolean {
  for (const { filled, isCopied } of usesOf(block).values()) if (filled > 0 && isCopied) return true;
  return false;
}

const uncut = new WeakMap<Block, readonly boolean[]>();

/** By position, whether something is made before it that is changed from there on. */
function uncutPositions(block: Block): readonly boolean[] {
  const known = uncut.get(block);
  if (known !== undefined) return known;
  const found = findUncut(block);
  uncut.set(block, found);
  return found;
}

function findUncut(block: Block): readonly boolean[] {
  const reach: number[] = [];
  for (const { first, last } of usesOf(block).values())
    if (first >= 0) reach[first] = Math.max(reach[first] ?? 0, last);
  let reached = 0;
  return block.stmts.map((_, cut) => {
    reached = Math.max(reached, reach[cut - 1] ?? 0);
    return reached >= cut && cut > 0;
  });
}

/** Whether two statements differ in nothing but their place in the policy. */
function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  const [own, other] = [
    left as Readonly<Record<string, unknown>>,
    right as Readonly<Record<string, unknown>>,
  ];
  // Plain loops, as much of a large plan is compared.
  for (const key in own) if (!isPlace(key) && !isSame(own[key], other[key])) return false;
  for (const key in other) if (!isPlace(key) && own[key] === undefined) return false;
  return true;
}

function isPlace(key: string): boolean {
  return key === "row" || key === "col" || key === "file" || key === "end_row" || key === "end_col";
}
