import type { Outcome } from "@bylaw/engine";
import type { EngineName } from "../engines/engine.ts";

/** An engine that is measured, in a process of its own. */
export interface Contestant {
  readonly name: EngineName;
  /** Its outcome for each input, in their order. */
  outcomes(): Promise<readonly Outcome[]>;
  /** Makes decisions for about so many seconds of processor time. */
  measure(seconds: number): Promise<Measured>;
  /** The most memory that its process held, in bytes; undefined where the system does not say. */
  peakBytes(): Promise<number | undefined>;
  close(): void;
}

export interface Measured {
  readonly decisions: number;
  /** Time that a processor spent on it, in all threads: unlike time on the clock, it is no matter what else runs. */
  readonly processorSeconds: number;
}
