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
  const observed = table.expressions.filter(({ status }) => status === "observed").map(({ id }) => id);
  const held = (id: number) => (counts.true[id] ?? 0) > 0;
  const failed = (id: number) => (counts.false[id] ?? 0) + (counts.undefined[id] ?? 0) > 0;
  let halfSeen: readonly number[] = [];
  return {
    learn: (last) => {
      let isNew = false;
      for (let id = 0; id < last.rules.length; id++) isNew = added(counts.rules, last.rules, id) || isNew;
      for (let id = 0; id < last.reached.length; id++) {
        if (!last.reached[id]) continue;
        added(counts.reached, last.reached, id);
        added(counts.satisfied, last.satisfied, id);
        isNew = added(counts.true, last.true, id) || isNew;
        isNew = added(counts.false, last.false, id) || isNew;
        isNew = added(counts.undefined, last.undefined, id) || isNew;
      }
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

/** Whether it is counted for the first time. */
function added(all: Float64Array, last: Float64Array, id: number): boolean {
  const [before, more] = [all[id] ?? 0, last[id] ?? 0];
  all[id] = before + more;
  return before === 0 && more > 0;
}
