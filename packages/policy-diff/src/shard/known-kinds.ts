import type { Settled } from "../comparison.ts";
import type { Polarity } from "../report/report.ts";

/** What events of one kind come to. */
export interface KnownKind {
  readonly settled: Settled;
  readonly console: boolean;
  /** How the answers at its path are read, where it has one. */
  readonly polarity: Polarity | undefined;
  /** A line of the kind, where it is kept for other threads. */
  readonly line: Uint8Array | undefined;
}

/** The places of the input that both sides may read at a path. */
export type PathReads = readonly (readonly string[])[];

/** What one thread has learnt of events that are alike: plain data, with which another need not learn it again. */
export interface KnownKinds {
  readonly paths: readonly (readonly [path: string, reads: PathReads])[];
  readonly kinds: readonly KnownKind[];
}
