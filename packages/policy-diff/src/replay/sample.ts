/** Keeps a fixed number of items, chosen by a hash of their names: the same ones in every run. */
export interface Sample<T> {
  /** Whether an item with this hash would be kept so far. */
  wants(hash: number): boolean;
  /** Items with this hash or a larger one will not be kept. */
  readonly bound: number;
  offer(hash: number, item: T): void;
  /** The same for an item that is dear: it is made if it is among those that are kept in the end. */
  offerLater(hash: number, make: () => T): void;
  items(): readonly T[];
  summary(): readonly Sampled<T>[];
  merge(other: readonly Sampled<T>[]): void;
}

export interface Sampled<T> {
  readonly hash: number;
  readonly item: T;
}

interface Made<T> {
  readonly hash: number;
  readonly make: () => T;
}

/** @param below what earlier parts of the log leave room for; it saves work, and is the same in the end */
export function sampleOf<T>(size: number, below = Number.POSITIVE_INFINITY): Sample<T> {
  let kept: Made<T>[] = [];
  let largest = size > 0 ? below : -1;
  const settle = () => {
    // The sort is stable: of two with one hash, the earlier in the log is kept.
    kept = kept.sort((a, b) => a.hash - b.hash).slice(0, size);
    if (kept.length === size) largest = Math.min(largest, kept.at(-1)?.hash ?? -1);
  };
  const offerLater = (hash: number, make: () => T) => {
    if (hash >= largest) return;
    kept.push({ hash, make });
    // Sorting now and then keeps the cost per item small.
    if (kept.length >= size * 2) settle();
  };
  const offer = (hash: number, item: T) => offerLater(hash, () => item);
  const made = (): readonly Sampled<T>[] => {
    settle();
    const items = kept.map(({ hash, make }) => ({ hash, item: make() }));
    kept = items.map(({ hash, item }) => ({ hash, make: () => item }));
    return items;
  };
  return {
    wants: (hash) => hash < largest,
    get bound() {
      return largest;
    },
    offer,
    offerLater,
    items: () => made().map(({ item }) => item),
    summary: made,
    merge: (other) => {
      for (const { hash, item } of other) offer(hash, item);
    },
  };
}

/** 52 bits that look random, of a text. They choose a sample, and keep nothing secret. */
export function hashOfText(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x85ebca6b) ^ (high >>> 15);
  }
  high = Math.imul(high ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (high >>> 16), 0x27d4eb2f);
  return ((high ^ (high >>> 16)) >>> 12) * 2 ** 32 + ((low ^ (low >>> 15)) >>> 0);
}
