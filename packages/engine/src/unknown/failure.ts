import type { Outcome } from "../engine.ts";

/** Ends a run with an outcome that is no answer. */
export class Failure extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

/** An error of the evaluation; `code` is OPA's. */
export function evaluationFailure(code: string, message: string): Failure {
  return new Failure({ kind: "error", code, message });
}

export function unavailable(builtin: string, reason: "notRecorded" | "unsupported"): Failure {
  return new Failure({ kind: "unavailable", builtin, reason });
}

/** The plan does what no plan of OPA's does. */
export class PlanMistake extends Error {}
