import type { Candidate } from "./candidate.ts";

/** Inputs as those who ask a policy make them. */
export interface InputSource {
  /** One after another, without end; the same ones for the same seed. */
  next(): Candidate;
  /** Whether a candidate is such an input. */
  has(candidate: Candidate): boolean;
}
