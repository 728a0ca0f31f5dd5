import type { Basis } from "../basis.ts";
import { type Before, createComparison } from "../comparison.ts";
import type { DiffOptions } from "../options.ts";
import type { SourceSummary } from "../report/report.ts";
import type { LogFile } from "../source/locate.ts";
import { createPieceReader, defaultReadLimits, type Reading, readLog } from "../source/read-log.ts";
import { emptySource } from "../source/source-summary.ts";
import type { AlikeEvents } from "./alike-events.ts";
import { type LineSpan, readLines } from "./read-lines.ts";
import type { ShardSummary } from "./shard.ts";

export interface CompareShardOptions {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** Undefined to parse each event. */
  readonly alike: AlikeEvents | undefined;
  readonly onRow?: NonNullable<DiffOptions["onRow"]>;
  readonly nameOf?: (digest: string) => string;
  /** Called with all that is read, before it is compared. */
  readonly onReading?: (file: string, reading: Reading) => void;
  /** How many events to read at most. */
  readonly limit?: number;
  /** Called now and then with what was read so far; it may throw, which ends the reading. */
  readonly onProgress?: (source: SourceSummary) => void;
}

/** Lines between two calls of `onProgress`. */
const progressEvery = 512;

/**
 * Reads and compares one shard.
 *
 * @param before what is known of the shards before it
 */
export async function compareShard(
  basis: Basis,
  log: LogFile,
  before: Before,
  options: CompareShardOptions,
): Promise<ShardSummary> {
  const comparison = createComparison(basis, before, options.onRow, options.nameOf);
  const { alike, onProgress } = options;
  const source = emptySource(log);
  const limits = { ...defaultReadLimits, unwrap: basis.effective.unwrap };
  alike?.begin(comparison, log.name);
  const add = (reading: Reading): Promise<void> | undefined => {
    options.onReading?.(log.name, reading);
    const missed =
      reading.kind === "event" ? alike?.missed(reading.document.msg === "Decision Log") : undefined;
    return comparison.add(log.name, reading, missed);
  };
  const isEnough = () =>
    options.limit !== undefined && source.events - comparison.passedOver >= options.limit;

  let positions = 0;
  let indivisible = false;
  if (log.range !== undefined && log.file !== null) {
    const reader = createPieceReader(source, limits, "line");
    const { range } = log;
    const exactly = async (readings: readonly Reading[]) => {
      for (const reading of readings) await add(reading);
    };
    const onLine = ({ bytes, start, end, tooLong, cut }: LineSpan): Promise<void> | undefined => {
      positions++;
      if (positions % progressEvery === 0) onProgress?.(source);
      const taken = tooLong ? undefined : alike?.take(bytes, start, end, positions);
      if (typeof taken === "object") {
        reader.tookQuickly(taken.console);
        return undefined;
      }
      const content = tooLong ? ("tooLong" as const) : bytes.subarray(start, end);
      const readings = reader.take({ position: positions, content, cut }, taken === "sure");
      const [only] = readings;
      if (only === undefined) return undefined;
      return readings.length === 1 ? add(only) : exactly(readings);
    };
    source.bytes = await readLines(log.file, range, limits.maxEventBytes, onLine);
    await exactly(reader.close());
    source.format = reader.console ? "console" : "ndjson";
    source.truncated = reader.cut;
    source.envelopes = reader.envelopes;
    indivisible = reader.envelopes.length > 0 || (reader.cut && range.end < (log.bytes ?? 0));
  } else {
    const quick = alike === undefined ? {} : { quick: alike.take };
    let read = 0;
    for await (const reading of readLog(log, options.stdin, source, { ...limits, ...quick })) {
      await add(reading);
      if (++read % progressEvery === 0) onProgress?.(source);
      if (isEnough()) break;
    }
  }
  await comparison.flush();
  alike?.finish();
  onProgress?.(source);
  return { source, positions, comparison: comparison.summary(), indivisible };
}
