import type { Json, PolicySource, Query } from "@bylaw/engine";

/** One policy with the inputs that it is asked about. */
export interface Benchmark {
  /** Such as `envoy-istio/authz` or `rules-equal`. */
  readonly name: string;
  readonly group: "example" | "large";
  /** What it is, in a few words. */
  readonly about: string;
  readonly source: PolicySource;
  /** The decision that is asked for, such as `istio/authz/allow`. */
  readonly decision: string;
  readonly inputs: readonly Json[];
  /** The clock of all decisions, in nanoseconds since 1970. */
  readonly now: bigint;
}

/** A working hour, when no recording says another: 2026-11-24T09:30:00Z. */
export const defaultNow = 1_795_512_600_000_000_000n;

/** One query for each input. */
export function queriesOf({ decision, inputs, now }: Benchmark): readonly Query[] {
  return inputs.map((input) => ({ path: decision, input, now }));
}
