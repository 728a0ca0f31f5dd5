import type { EvidenceCounts, EvidenceEngine } from "@bylaw/engine";

/** What decisions reached, all together. */
export interface Reached {
  /**
   * @param last counts of one decision alone
   * @returns whether it reached a body or an outcome that none before it did
   */
  learn(last: EvidenceCounts): boolean;
  /** The conditions that came out in one way only. */
  readonly halfSeen: readonly number[];
  /** Whether a condition came out in both ways. */
  isSeen(expression: number): boolean;
  /** The counts of all decisions. */
  readonly counts: EvidenceCounts;
}

/** Nothing was reached yet of what an engine knows. */
export function createReached({ table }: EvidenceEngine): Reached {
  const each = () => new Float64Array(table.expressions.length);
  const counts: EvidenceCounts = {
    rules: new Float64Array(table.rules.length),
    reached: each(),
    satisfied: each(),
    true: each(),
    false: each(),
    undefined: each(),
  };
  const told = ["rules", "true", "false", "undefined"] as const;
  const observed = table.expressions.filter(({ status }) => status === "observed").map(({ id }) => id);
  const held = (id: number) => (counts.true[id] ?? 0) > 0;
  const failed = (id: number) => (counts.false[id] ?? 0) + (counts.undefined[id] ?? 0) > 0;
  let halfSeen: readonly number[] = [];
  return {
    learn: (last) => {
      const isNew = told.filter((name) => isFirst(counts[name], last[name])).length > 0;
      for (const name of Object.keys(counts) as (keyof EvidenceCounts)[]) add(counts[name], last[name]);
      if (isNew) halfSeen = observed.filter((id) => held(id) !== failed(id));
      return isNew;
    },
    get halfSeen() {
      return halfSeen;
    },
    isSeen: (id) => held(id) && failed(id),
    counts,
  };
}

/** Whether anything is counted for the first time. */
function isFirst(all: Float64Array, last: Float64Array): boolean {
  for (let id = 0; id < all.length; id++) if (all[id] === 0 && last[id] !== 0) return true;
  return false;
}

function add(all: Float64Array, last: Float64Array): void {
  for (let id = 0; id < all.length; id++) all[id] = (all[id] ?? 0) + (last[id] ?? 0);
}
