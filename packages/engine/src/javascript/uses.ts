import type { Block, Local, Statement } from "../plan/plan.ts";
import { filledBy } from "./constants.ts";
import { blocksOf, type MentionVisitor, visitMentions } from "./mentions.ts";

/** What a top-level block does with a local, blocks within it included. */
export interface LocalUse {
  /** How often it is made anew, something is put into it, and it is read at all. */
  readonly made: number;
  readonly filled: number;
  readonly read: number;
  /** The positions of the first and the last top-level statement that write it, or put something into it; -1: none. */
  readonly first: number;
  readonly last: number;
  /** Written by more than what makes something new. */
  readonly isCopied: boolean;
}

export type Uses = ReadonlyMap<Local, LocalUse>;

const known = new WeakMap<Block, Uses>();

/** The uses of all locals that a top-level block mentions. */
export function usesOf(block: Block): Uses {
  let uses = known.get(block);
  if (uses === undefined) {
    uses = new Walk(block).uses;
    known.set(block, uses);
  }
  return uses;
}

class Use implements LocalUse {
  made = 0;
  filled = 0;
  read = 0;
  first = -1;
  last = -1;
  isCopied = false;
}

class Walk implements MentionVisitor {
  readonly uses = new Map<Local, Use>();
  #position = 0;
  #makesNew = false;

  constructor({ stmts }: Block) {
    for (const [position, statement] of stmts.entries()) {
      this.#position = position;
      this.#see(statement);
    }
  }

  #see(statement: Statement): void {
    this.#makesNew = statement.type.startsWith("Make");
    visitMentions(statement, this);
    const filled = filledBy(statement);
    if (filled !== undefined) {
      const use = this.#useOf(filled);
      use.filled++;
      this.#reach(use);
    }
    for (const inner of blocksOf(statement)) for (const one of inner.stmts) this.#see(one);
  }

  read(local: Local): void {
    this.#useOf(local).read++;
  }

  write(local: Local): void {
    const use = this.#useOf(local);
    use.made++;
    if (!this.#makesNew) use.isCopied = true;
    this.#reach(use);
  }

  #reach(use: Use): void {
    if (use.first < 0) use.first = this.#position;
    use.last = this.#position;
  }

  #useOf(local: Local): Use {
    let use = this.uses.get(local);
    if (use === undefined) {
      use = new Use();
      this.uses.set(local, use);
    }
    return use;
  }
}
