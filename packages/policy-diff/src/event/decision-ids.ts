import { hash } from "node:crypto";

/** Decision ids as plain data, four words each: those of a UUID, and of all others the first of their SHA-256. */
export interface DecisionIdsSummary {
  readonly words: Uint32Array<ArrayBuffer>;
  /** Events whose id was not looked for among the others, because there were too many. */
  readonly unchecked: number;
}

const firstCapacity = 1 << 10;
/** Up to this many words a table grows fourfold, as each time all that is in it is put anew. */
const smallCapacity = 1 << 18;
/** How many ids are remembered. One takes 16 bytes, and its place in the table as much again at most. */
const maxDecisionIds = 3_000_000;

/** Remembers decision ids up to a bound: UUIDs as they are, others by 128 bits of their SHA-256. */
export class DecisionIds {
  readonly #most: number;
  #table = new Uint32Array(firstCapacity * 4);
  #size = 0;
  #unchecked = 0;
  readonly #words = new Uint32Array(4);

  /** @param most how many are remembered; three million when absent */
  constructor(most = maxDecisionIds) {
    this.#most = most;
  }

  /** @returns whether the id was there before */
  add(id: string): boolean {
    const words = wordsOf(id, this.#words);
    return this.addWords(word(words, 0), word(words, 1), word(words, 2), word(words, 3));
  }

  has(id: string): boolean {
    const words = wordsOf(id, this.#words);
    return this.hasWords(word(words, 0), word(words, 1), word(words, 2), word(words, 3));
  }

  hasWords(a: number, b: number, c: number, d: number): boolean {
    return this.#size > 0 && this.#slotOf(a, b, c, d) < 0;
  }

  /** The same as {@link add} for the words of a UUID. */
  addWords(a: number, b: number, c: number, d: number): boolean {
    const slot = this.#slotOf(a, b, c, d);
    if (slot < 0) return true;
    if (this.#size >= this.#most) {
      this.#unchecked++;
      return false;
    }
    this.#put(slot, a, b, c, d);
    this.#size++;
    if (this.#size * 4 > (this.#table.length / 4) * 3) this.#grow();
    return false;
  }

  summary(): DecisionIdsSummary {
    const words = new Uint32Array(this.#size * 4);
    let at = 0;
    this.#each((a, b, c, d) => {
      words[at] = a;
      words[at + 1] = b;
      words[at + 2] = c;
      words[at + 3] = d;
      at += 4;
    });
    return { words, unchecked: this.#unchecked };
  }

  /** Adds ids of elsewhere. @returns those that were there before; undefined when none was */
  merge(other: DecisionIdsSummary): DecisionIdsSummary | undefined {
    const words: number[] = [];
    for (let at = 0; at < other.words.length; at += 4) {
      const a = word(other.words, at);
      const b = word(other.words, at + 1);
      const c = word(other.words, at + 2);
      const d = word(other.words, at + 3);
      if (this.addWords(a, b, c, d)) words.push(a, b, c, d);
    }
    this.#unchecked += other.unchecked;
    return words.length === 0 ? undefined : { words: Uint32Array.from(words), unchecked: 0 };
  }

  get unchecked(): number {
    return this.#unchecked;
  }

  #each(visit: (a: number, b: number, c: number, d: number) => void): void {
    const table = this.#table;
    for (let slot = 0; slot < table.length; slot += 4) {
      if (isEmpty(table, slot)) continue;
      visit(word(table, slot), word(table, slot + 1), word(table, slot + 2), word(table, slot + 3));
    }
  }

  /** Where an id belongs; below zero when it is there. */
  #slotOf(a: number, b: number, c: number, d: number): number {
    const table = this.#table;
    const mask = table.length - 1;
    let slot = (Math.imul(a ^ Math.imul(d, 0x9e3779b1), 0x85ebca6b) & mask & ~3) >>> 0;
    for (;;) {
      if (isEmpty(table, slot)) return slot;
      if (table[slot] === a && table[slot + 1] === b && table[slot + 2] === c && table[slot + 3] === d)
        return -1;
      slot = (slot + 4) & mask;
    }
  }

  #put(slot: number, a: number, b: number, c: number, d: number): void {
    const table = this.#table;
    table[slot] = a;
    table[slot + 1] = b;
    table[slot + 2] = c;
    table[slot + 3] = d;
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Uint32Array(before.length * (before.length <= smallCapacity ? 4 : 2));
    for (let slot = 0; slot < before.length; slot += 4) {
      if (isEmpty(before, slot)) continue;
      const a = word(before, slot);
      const b = word(before, slot + 1);
      const c = word(before, slot + 2);
      const d = word(before, slot + 3);
      this.#put(this.#slotOf(a, b, c, d), a, b, c, d);
    }
  }
}

/** @returns an object that tells whether an id is among these */
export function decisionIdsOf(summary: DecisionIdsSummary): DecisionIds {
  const ids = new DecisionIds();
  ids.merge(summary);
  return ids;
}

function isEmpty(table: Uint32Array, slot: number): boolean {
  return table[slot] === 0 && table[slot + 1] === 0 && table[slot + 2] === 0 && table[slot + 3] === 0;
}

function word(words: Uint32Array, at: number): number {
  return words[at] ?? 0;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Its words are what an empty place holds. */
const nilUuid = "00000000-0000-0000-0000-000000000000";

function wordsOf(id: string, into: Uint32Array): Uint32Array {
  const isUuid = id.length === 36 && id !== nilUuid && uuid.test(id);
  // As JSON, in which halves of characters differ.
  const digits = isUuid ? id.replaceAll("-", "") : hash("sha256", JSON.stringify(id), "hex");
  for (let at = 0; at < 4; at++) into[at] = Number.parseInt(digits.slice(8 * at, 8 * at + 8), 16);
  return into;
}
