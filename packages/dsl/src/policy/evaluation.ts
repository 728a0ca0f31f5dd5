/** What library functions may know about the decision in progress. */
export interface Evaluation {
  /** The time of this decision, in nanoseconds since 1970. */
  readonly now: bigint;
}

// Rules are plain synchronous functions without a context argument, so `now()` can only find its decision here.
let current: Evaluation | undefined;

/** Runs `work` as part of an evaluation; decisions may nest. Returns and throws what `work` does. */
export function during<T>(evaluation: Evaluation, work: () => T): T {
  const outer = current;
  current = evaluation;
  try {
    return work();
  } finally {
    current = outer;
  }
}

/** The decision in progress. Throws an Error outside of one; `caller` is the function to name in the message. */
export function currentEvaluation(caller: string): Evaluation {
  if (current === undefined) {
    throw new Error(
      `${caller} was called outside of a decision: call it inside a rule, or in a function that a rule calls`,
    );
  }
  return current;
}
