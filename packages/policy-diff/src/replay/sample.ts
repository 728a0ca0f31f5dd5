import { createHash } from "node:crypto";

/** Keeps a fixed number of items, chosen by the digest of their names: the same ones in every run. */
export interface Sample<T> {
  offer(name: string, item: T): void;
  items(): readonly T[];
}

export function sampleOf<T>(size: number): Sample<T> {
  let kept: { readonly digest: string; readonly item: T }[] = [];
  const settle = () => {
    kept.sort((a, b) => (a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0));
    kept = kept.slice(0, size);
  };
  return {
    offer: (name, item) => {
      if (size <= 0) return;
      const digest = createHash("sha256").update(name).digest("hex");
      const last = kept[size - 1];
      if (last !== undefined && kept.length === size && digest >= last.digest) return;
      kept.push({ digest, item });
      // Sorting now and then keeps the cost per item small.
      if (kept.length >= size * 2) settle();
    },
    items: () => {
      settle();
      return kept.map(({ item }) => item);
    },
  };
}
