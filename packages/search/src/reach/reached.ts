import type { EvidenceCounts, EvidenceEngine } from "@bylaw/engine";

/** What some decisions reached, of which each is asked by itself. */
export interface Reached {
  /** Takes what the last decision reached. */
  learn(counts: EvidenceCounts): Learnt;
  /** Conditions that were reached and came out in one way only, the oldest first. */
  readonly halfSeen: readonly number[];
  /** Whether a condition came out in both ways. */
  isDone(expression: number): boolean;
  /** Of all decisions. */
  readonly counts: EvidenceCounts;
}

export interface Learnt {
  /** Whether it reached a body or an outcome that none before it did. */
  readonly isNew: boolean;
}

/** @param engine that counts; its counts are cleared before each decision */
export function createReached({ table }: EvidenceEngine): Reached {
  const each = () => new Float64Array(table.expressions.length);
  const counts = {
    rules: new Float64Array(table.rules.length),
    reached: each(),
    satisfied: each(),
    true: each(),
    false: each(),
    undefined: each(),
  };
  const observed = table.expressions.filter(({ status }) => status === "observed").map(({ id }) => id);
  const held = (id: number) => (counts.true[id] ?? 0) > 0;
  const failed = (id: number) => (counts.false[id] ?? 0) + (counts.undefined[id] ?? 0) > 0;
  let halfSeen: readonly number[] = [];
  return {
    get halfSeen() {
      return halfSeen;
    },
    isDone: (id) => held(id) && failed(id),
    counts,
    learn: (last) => {
      const isNew = [
        added(counts.rules, last.rules),
        added(counts.true, last.true),
        added(counts.false, last.false),
        added(counts.undefined, last.undefined),
      ].some((any) => any);
      if (isNew) halfSeen = observed.filter((id) => held(id) !== failed(id));
      return { isNew };
    },
  };
}

/** Adds to some counts, and tells whether any was zero before. */
function added(counts: Float64Array, last: Float64Array): boolean {
  let any = false;
  for (let id = 0; id < counts.length; id++) {
    const more = last[id] ?? 0;
    if (more === 0) continue;
    if (counts[id] === 0) any = true;
    counts[id] = (counts[id] ?? 0) + more;
  }
  return any;
}
