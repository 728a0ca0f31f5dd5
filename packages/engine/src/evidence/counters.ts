import type { Probes } from "./probes.ts";

/** How often what happened, by the numbers of the {@link SourceTable}. */
export interface EvidenceCounts {
  /** How often each rule's body gave a value. */
  readonly rules: Float64Array;
  /** How often evaluation came to each expression. */
  readonly reached: Float64Array;
  /** How often it went on from there: several times for one that iterates. */
  readonly satisfied: Float64Array;
  /** Of the times that it was reached: it was satisfied at least once. */
  readonly true: Float64Array;
  /** It was never satisfied, as what it compares or tests, at least once, was not so. */
  readonly false: Float64Array;
  /** It was never satisfied, as something in it had no value, or there was nothing to iterate over. */
  readonly undefined: Float64Array;
}

/** What is known of an expression since it was last reached. */
const open = 1;
const satisfied = 2;
const testing = 4;
const testFailed = 8;
const interrupted = 16;

export type CounterProbes = Pick<
  Probes,
  "ruleSucceeded" | "reached" | "satisfied" | "testing" | "computing" | "interrupted" | "resumed"
>;

/**
 * Counts. No expression is evaluated within itself, as Rego knows no recursion, so that reaching it again ends the
 * time before.
 */
export class Counters {
  readonly #counts: EvidenceCounts;
  readonly #states: Uint8Array;
  readonly probes: CounterProbes;

  constructor(rules: number, expressions: number) {
    const counts = countsOf(rules, expressions);
    const states = new Uint8Array(expressions);
    const { rules: succeeded, reached, satisfied: went } = counts;
    this.#counts = counts;
    this.#states = states;
    this.probes = {
      ruleSucceeded: (id) => {
        succeeded[id] = (succeeded[id] ?? 0) + 1;
      },
      reached: (id) => {
        if (states[id] !== 0) settle(counts, states, id);
        states[id] = open;
        reached[id] = (reached[id] ?? 0) + 1;
      },
      satisfied: (id) => {
        states[id] = (states[id] ?? 0) | satisfied;
        went[id] = (went[id] ?? 0) + 1;
      },
      testing: (id) => {
        const state = states[id] ?? 0;
        // It was testing already: that test did not let it go on.
        states[id] = state & testing ? state | testFailed : state | testing;
      },
      computing: (id) => {
        states[id] = (states[id] ?? 0) & ~testing;
      },
      interrupted: (id) => {
        states[id] = (states[id] ?? 0) | interrupted;
      },
      resumed: (id) => {
        states[id] = (states[id] ?? 0) & ~interrupted;
      },
    };
  }

  /** The counts, which go on changing. */
  read(): EvidenceCounts {
    for (let id = 0; id < this.#states.length; id++)
      if (this.#states[id] !== 0) settle(this.#counts, this.#states, id);
    return this.#counts;
  }

  clear(): void {
    for (const counts of Object.values(this.#counts)) counts.fill(0);
    this.#states.fill(0);
  }
}

function settle(counts: EvidenceCounts, states: Uint8Array, id: number): void {
  const state = states[id] ?? 0;
  states[id] = 0;
  if (state & satisfied) add(counts.true, id);
  else if (state & (testing | testFailed)) add(counts.false, id);
  // Another expression ended it before it came to anything.
  else if (!(state & interrupted)) add(counts.undefined, id);
}

function add(counts: Float64Array, id: number): void {
  counts[id] = (counts[id] ?? 0) + 1;
}

function countsOf(rules: number, expressions: number): EvidenceCounts {
  const each = () => new Float64Array(expressions);
  return {
    rules: new Float64Array(rules),
    reached: each(),
    satisfied: each(),
    true: each(),
    false: each(),
    undefined: each(),
  };
}

/** A copy that does not change. */
export function copyCounts(counts: EvidenceCounts): EvidenceCounts {
  return mapCounts(counts, (values) => values.slice());
}

/** What came since. */
export function countsSince(counts: EvidenceCounts, before: EvidenceCounts): EvidenceCounts {
  return mapCounts(counts, (values, name) =>
    values.map((value, index) => value - (before[name][index] ?? 0)),
  );
}

function mapCounts(
  counts: EvidenceCounts,
  change: (values: Float64Array, name: keyof EvidenceCounts) => Float64Array,
): EvidenceCounts {
  return {
    rules: change(counts.rules, "rules"),
    reached: change(counts.reached, "reached"),
    satisfied: change(counts.satisfied, "satisfied"),
    true: change(counts.true, "true"),
    false: change(counts.false, "false"),
    undefined: change(counts.undefined, "undefined"),
  };
}
