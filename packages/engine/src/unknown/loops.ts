import type { Block, Local, StatementFields } from "../plan/plan.ts";
import { localUse } from "./locals.ts";

export type Scan = StatementFields["ScanStmt"];

/** What the body of a loop does to the locals of its function. */
export interface Loop {
  /** Locals that it writes and that are of no use outside of one iteration. */
  readonly scratch: readonly Local[];
  /** Locals that it writes for later iterations, or for what comes after the loop. */
  readonly carried: readonly Local[];
  /** Containers that it puts something into, made outside of it. */
  readonly filled: readonly Local[];
  /** Whether it gives results of the whole query. */
  readonly givesResults: boolean;
}

interface Use {
  readonly local: Local;
  readonly kind: "read" | "write";
}

interface Range {
  readonly scan: Scan;
  readonly start: number;
  readonly end: number;
}

/**
 * Examines the loops of one function, in the order of its text. That an execution may leave out a write is not seen
 * here; who runs a loop must not read what is scratch before it is written.
 */
export function loopsOf(blocks: readonly Block[]): ReadonlyMap<Scan, Loop> {
  const uses: Use[] = [];
  const ranges: Range[] = [];
  const visit = (block: Block) => {
    for (const statement of block.stmts) {
      const { reads, writes, blocks: inner } = localUse(statement);
      uses.push(...reads.map((local) => ({ local, kind: "read" as const })));
      if (statement.type !== "ScanStmt") {
        inner.forEach(visit);
        uses.push(...writes.map((local) => ({ local, kind: "write" as const })));
        continue;
      }
      const start = uses.length;
      uses.push(...writes.map((local) => ({ local, kind: "write" as const })));
      inner.forEach(visit);
      ranges.push({ scan: statement.stmt, start, end: uses.length });
    }
  };
  blocks.forEach(visit);
  return new Map(ranges.map((range) => [range.scan, loopOf(range, uses, ranges)]));
}

function loopOf(range: Range, uses: readonly Use[], ranges: readonly Range[]): Loop {
  const body = uses.slice(range.start, range.end);
  const written = [...new Set(body.flatMap(({ local, kind }) => (kind === "write" ? [local] : [])))];
  const around = ranges.filter(({ start, end }) => start < range.start && end >= range.end);
  const isRead = (local: Local, from: number) =>
    uses.slice(from).find((use) => use.local === local)?.kind === "read";
  const carried = written.filter(
    (local) =>
      isRead(local, range.start) ||
      isRead(local, range.end) ||
      around.some(({ start }) => isRead(local, start)),
  );
  const scratch = written.filter((local) => !carried.includes(local));
  return {
    scratch,
    carried,
    filled: filledIn(range.scan.block).filter((local) => !scratch.includes(local)),
    givesResults: hasResults(range.scan.block),
  };
}

/** Locals that are filled in a block, and those that these may be other names of. */
function filledIn(block: Block): readonly Local[] {
  const filled = new Set<Local>();
  const sources: (readonly [Local, Local])[] = [];
  const visit = (inner: Block) => {
    for (const statement of inner.stmts) {
      const { fills, blocks } = localUse(statement);
      for (const local of fills) filled.add(local);
      if (statement.type === "AssignVarStmt" && statement.stmt.source.type === "local")
        sources.push([statement.stmt.target, statement.stmt.source.value]);
      blocks.forEach(visit);
    }
  };
  visit(block);
  for (let before = -1; before !== filled.size; ) {
    before = filled.size;
    for (const [target, source] of sources) if (filled.has(target)) filled.add(source);
  }
  return [...filled];
}

function hasResults(block: Block): boolean {
  return block.stmts.some(
    (statement) => statement.type === "ResultSetAddStmt" || localUse(statement).blocks.some(hasResults),
  );
}
