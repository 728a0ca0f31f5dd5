import { hash as digestOf, randomBytes } from "node:crypto";

/** Decision ids as plain data, four words each: those of a UUID, and of all others the first of their SHA-256. */
export interface DecisionIdsSummary {
  readonly words: Uint32Array<ArrayBuffer>;
  /** Events whose id was not looked for among the others, because there were too many. */
  readonly unchecked: number;
}

const firstCapacity = 1 << 10;
/** Up to so many ids there is soon room for four times as many, as each time all of them are put anew. */
const smallCapacity = 1 << 16;
/** How many ids are remembered. One takes 16 bytes, and its place in the table at most 11 more. */
const maxDecisionIds = 3_000_000;
/** The number of an id has so many bits in the table; the others are of its hash. */
const numberBits = 22;
const numberMask = (1 << numberBits) - 1;

/** Remembers decision ids up to a bound: UUIDs as they are, others by 128 bits of their SHA-256. */
export class DecisionIds {
  readonly #most: number;
  /** Four words of each, in the order in which they came. */
  #ids = new Uint32Array(firstCapacity * 4);
  /** At the place of an id, or the next that was free: the upper bits of its hash, and its number from 1. */
  #table = tableFor(firstCapacity);
  #size = 0;
  /** Nobody can foresee which ids share a place. */
  readonly #seed = randomBytes(4).readInt32LE();
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
    return this.#size > 0 && this.#slotOf(this.#hashOf(a, b, c, d), a, b, c, d) < 0;
  }

  /** The same as {@link add} for the words of a UUID. */
  addWords(a: number, b: number, c: number, d: number): boolean {
    const hash = this.#hashOf(a, b, c, d);
    const slot = this.#slotOf(hash, a, b, c, d);
    if (slot < 0) return true;
    if (this.#size >= this.#most) {
      this.#unchecked++;
      return false;
    }
    const at = this.#size * 4;
    this.#ids[at] = a;
    this.#ids[at + 1] = b;
    this.#ids[at + 2] = c;
    this.#ids[at + 3] = d;
    this.#size++;
    this.#table[slot] = entryOf(hash, this.#size);
    if (this.#ids.length === this.#size * 4) this.#grow();
    return false;
  }

  /** All that was added, as it stands: it must not be added to afterwards. */
  summary(): DecisionIdsSummary {
    const words = this.#ids.subarray(0, this.#size * 4);
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

  #hashOf(a: number, b: number, c: number, d: number): number {
    let hash = Math.imul(this.#seed ^ a, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ b, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13) ^ c, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 16) ^ d, 0x27d4eb2f);
    return hash ^ (hash >>> 15);
  }

  /** Where an id belongs; below zero when it is there. */
  #slotOf(hash: number, a: number, b: number, c: number, d: number): number {
    const [table, ids] = [this.#table, this.#ids];
    const mask = table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = word(table, slot);
      if (entry === 0) return slot;
      // The most are told apart here.
      if ((entry ^ hash) >>> numberBits !== 0) continue;
      const at = ((entry & numberMask) - 1) * 4;
      if (ids[at] === a && ids[at + 1] === b && ids[at + 2] === c && ids[at + 3] === d) return -1;
    }
  }

  #grow(): void {
    const ids = this.#ids;
    const capacity = Math.min(this.#size * (this.#size < smallCapacity ? 4 : 2), this.#most + 1);
    this.#ids = new Uint32Array(capacity * 4);
    this.#ids.set(ids);
    this.#table = tableFor(capacity);
    const mask = this.#table.length - 1;
    for (let number = 1; number <= this.#size; number++) {
      const at = (number - 1) * 4;
      const hash = this.#hashOf(word(ids, at), word(ids, at + 1), word(ids, at + 2), word(ids, at + 3));
      let slot = hash & mask;
      while (word(this.#table, slot) !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = entryOf(hash, number);
    }
  }
}

/** With a quarter of its places free at least. */
function tableFor(capacity: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(2 ** Math.ceil(Math.log2((capacity * 4) / 3)));
}

function entryOf(hash: number, number: number): number {
  return ((hash & ~numberMask) | number) >>> 0;
}

/** @returns an object that tells whether an id is among these */
export function decisionIdsOf(summary: DecisionIdsSummary): DecisionIds {
  const ids = new DecisionIds();
  ids.merge(summary);
  return ids;
}

function word(words: Uint32Array, at: number): number {
  return words[at] ?? 0;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Taken for any other text, as the scanner of lines takes it. */
const nilUuid = "00000000-0000-0000-0000-000000000000";

function wordsOf(id: string, into: Uint32Array): Uint32Array {
  const isUuid = id.length === 36 && id !== nilUuid && uuid.test(id);
  // As JSON, in which halves of characters differ.
  const digits = isUuid ? id.replaceAll("-", "") : digestOf("sha256", JSON.stringify(id), "hex");
  for (let at = 0; at < 4; at++) into[at] = Number.parseInt(digits.slice(8 * at, 8 * at + 8), 16);
  return into;
}
