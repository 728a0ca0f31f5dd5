import type { Block, Local } from "../plan/plan.ts";
import { filledBy } from "./constants.ts";
import { blocksOf, type MentionVisitor, visitMentions } from "./mentions.ts";

/** What is known of the top-level blocks of a function from one quick walk, as a large one has thousands of statements. */
export interface Survey {
  /** Locals that carry something from one top-level block to another: their first mention in a text reads them. */
  readonly shared: ReadonlySet<Local>;
  /** Those of them that some block puts something into. */
  readonly filled: ReadonlySet<Local>;
  /** How many statements there are in blocks, all levels counted. */
  sizeOf(blocks: readonly Block[]): number;
  /** Whether the function may end in a block. */
  returns(block: Block): boolean;
  /** The blocks whose text reads a local before it writes it. */
  readersOf(local: Local): readonly Block[];
  /** The blocks that write a local otherwise than by giving a rule its one value. */
  writersOf(local: Local): readonly Block[];
}

export function surveyOf(blocks: readonly Block[]): Survey {
  return new Walk(blocks);
}

const noBlocks: readonly Block[] = [];

class Walk implements Survey, MentionVisitor {
  readonly shared = new Set<Local>();
  readonly filled = new Set<Local>();
  readonly #sizes = new Map<Block, number>();
  readonly #returning = new Set<Block>();
  readonly #readers = new Map<Local, Block[]>();
  // By local, the last block that wrote it, and all that did. Arrays, as there are as many locals as writes.
  readonly #lastWriter: Block[] = [];
  readonly #writers: Block[][] = [];
  readonly #fills = new Set<Local>();
  #block: Block = { stmts: [] };
  #size = 0;
  #isOnce = false;

  constructor(blocks: readonly Block[]) {
    for (const block of blocks) {
      this.#block = block;
      this.#size = 0;
      this.#walk(block);
      this.#sizes.set(block, this.#size);
    }
    for (const local of this.#fills) if (this.shared.has(local)) this.filled.add(local);
  }

  sizeOf(blocks: readonly Block[]): number {
    let size = 0;
    for (const block of blocks) size += this.#sizes.get(block) ?? 0;
    return size;
  }

  returns(block: Block): boolean {
    return this.#returning.has(block);
  }

  readersOf(local: Local): readonly Block[] {
    return this.#readers.get(local) ?? noBlocks;
  }

  writersOf(local: Local): readonly Block[] {
    return this.#writers[local] ?? noBlocks;
  }

  #walk({ stmts }: Block): void {
    for (const statement of stmts) {
      this.#size++;
      const { type } = statement;
      this.#isOnce = type === "AssignVarOnceStmt";
      if (type === "ReturnLocalStmt") this.#returning.add(this.#block);
      visitMentions(statement, this);
      const filled = filledBy(statement);
      if (filled !== undefined) this.#fills.add(filled);
      for (const inner of blocksOf(statement)) this.#walk(inner);
    }
  }

  read(local: Local): void {
    if (this.#lastWriter[local] === this.#block) return;
    this.shared.add(local);
    const readers = this.#readers.get(local);
    if (readers === undefined) this.#readers.set(local, [this.#block]);
    else if (readers.at(-1) !== this.#block) readers.push(this.#block);
  }

  write(local: Local): void {
    this.#lastWriter[local] = this.#block;
    if (this.#isOnce) return;
    const writers = this.#writers[local];
    if (writers === undefined) this.#writers[local] = [this.#block];
    else if (writers.at(-1) !== this.#block) writers.push(this.#block);
  }
}
