import type { Json } from "@bylaw/engine";

/** A question that a policy was asked during tests. */
export interface AskedQuestion {
  readonly input?: Json;
  /** Nanoseconds since 1970. */
  readonly now: bigint;
  readonly data?: Json;
}

/** What a test claims of an answer. */
export interface Claim {
  readonly verdict: "allow" | "deny";
  /** The rule that must be among those that decided. */
  readonly by?: string;
  /** Whether the test claims that it is not so. */
  readonly negated: boolean;
}

/** Why a policy was asked. */
export type Purpose =
  /** A test claims something of the answer. */
  | { readonly kind: "claim"; readonly claim: Claim }
  /** The test was given the answer, and may claim anything. */
  | { readonly kind: "answer" }
  /** A property generated the input. */
  | { readonly kind: "generated" };

/** Takes what tests ask. */
export type Recorder = (policy: object, question: AskedQuestion, purpose: Purpose) => void;

const key = Symbol.for("@bylaw/test-runner/recorder");

interface Holder {
  [key]?: Recorder;
}

/** Has all that tests ask told to a recorder, in whatever copies of this module they ask it. */
export function setRecorder(recorder: Recorder): void {
  (globalThis as Holder)[key] = recorder;
}

/** Tells the recorder, if there is one. */
export const record: Recorder = (policy, question, purpose) =>
  (globalThis as Holder)[key]?.(policy, question, purpose);
