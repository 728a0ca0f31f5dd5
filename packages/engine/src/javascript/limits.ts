export interface Limits {
  /** Calls, iterations and values made in one evaluation; 50 million when absent. */
  readonly maxSteps?: number;
  /** Milliseconds for one evaluation; 10 000 when absent. */
  readonly decisionTimeoutMs?: number;
}

/** Ends an evaluation; `code` is OPA's. */
export class EvaluationError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const stepsBetweenClocks = 8192;

/** Counts what one evaluation does. */
export class Budget {
  readonly #maxSteps: number;
  readonly #timeoutMs: number;
  // Fields of the plain kind are quicker than private ones, and each call of a rule counts.
  private steps = 0;
  private nextLook = 0;
  #limit: number;
  #deadline = 0;

  constructor(limits: Limits) {
    this.#maxSteps = limits.maxSteps ?? 50_000_000;
    this.#limit = this.#maxSteps;
    this.#timeoutMs = limits.decisionTimeoutMs ?? 10_000;
  }

  /** @param most steps that it may have, if that is fewer than all may */
  start(most = this.#maxSteps): void {
    this.#limit = Math.min(most, this.#maxSteps);
    this.steps = 0;
    this.#deadline = 0;
    this.nextLook = stepsBetweenClocks;
  }

  /** @throws {EvaluationError} when the evaluation has done too much, or takes too long */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps >= this.nextLook) this.#look();
  }

  #look(): void {
    if (this.steps > this.#limit)
      throw new EvaluationError("eval_cancel_error", `evaluation took more than ${this.#limit} steps`);
    const now = performance.now();
    // The clock starts late, so that short evaluations never ask for the time.
    if (this.#deadline === 0) this.#deadline = now + this.#timeoutMs;
    if (now > this.#deadline)
      throw new EvaluationError("eval_cancel_error", `evaluation took more than ${this.#timeoutMs} ms`);
    this.nextLook = this.steps + stepsBetweenClocks;
  }
}
