import type { Json } from "@bylaw/engine";

/** A recorded decision that a policy is to go on making. */
export interface RegressionCase {
  /** Where it was recorded, such as its decision id. */
  readonly name: string;
  /** The decision, such as `istio/authz/allow`. */
  readonly path: string;
  /** Absent when the decision was asked for without one. */
  readonly input?: Json;
  /** What was answered; absent when it was undefined. */
  readonly result?: Json;
  /** The recorded clock, in nanoseconds since 1970. */
  readonly now?: Json;
}
