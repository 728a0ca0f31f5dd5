import type { ComparisonSummary } from "../comparison.ts";
import type { SourceSummary } from "../report/report.ts";
import type { LogFile } from "../source/locate.ts";

/** A part of the log that is compared by itself: a file, or a stretch of one. Whoever compares it, it is the same. */
export interface Shard {
  /** Its place among all, in the order of the log. */
  readonly index: number;
  readonly log: LogFile;
  /** Whether other threads begin when it is compared, with what was learnt of its events. */
  readonly leads: boolean;
}

/** What came of a shard, as plain data. */
export interface ShardSummary {
  readonly source: SourceSummary;
  /** How many positions it has: lines, for a stretch of a file. */
  readonly positions: number;
  readonly comparison: ComparisonSummary;
  /** Whether its events lie across the bounds of a stretch, so that the file must be read as one. */
  readonly indivisible: boolean;
}
