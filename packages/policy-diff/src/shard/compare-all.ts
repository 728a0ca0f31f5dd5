import { type Basis, createBasis } from "../basis.ts";
import type { EffectiveSettings } from "../effective-options.ts";
import { DiffFailed } from "../failure.ts";
import type { DiffOptions } from "../options.ts";
import type { MakeEngine, Prepare } from "../replay/side-replayer.ts";
import type { SourceSummary } from "../report/report.ts";
import type { Side } from "../side/side.ts";
import type { LogFile } from "../source/locate.ts";
import { canCountAlike, createAlikeEvents } from "./alike-events.ts";
import { type CompareShardOptions, compareShard } from "./compare-shard.ts";
import type { KeptSummaries } from "./kept-summaries.ts";
import { beforeOf, createMerged, type Merged } from "./merged.ts";
import type { Shard, ShardSummary } from "./shard.ts";
import { mostShards, splitLogs } from "./split.ts";
import { canUseThreads, type StartingThreads, startThreads, type Threads } from "./threads.ts";

/** What is compared, over which logs. */
export interface CompareAllSettings {
  readonly logs: readonly LogFile[];
  readonly sides: { readonly base: Side; readonly head: Side };
  readonly effective: EffectiveSettings;
  readonly prepare: Prepare;
  readonly make: MakeEngine | undefined;
  readonly opa: MakeEngine;
  readonly opaPath: DiffOptions["opa"] & {};
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly onRow: DiffOptions["onRow"];
  /** Called with all that is read, in the order of the log. */
  readonly onReading?: CompareShardOptions["onReading"];
  /** Threads that were started, which are ended here; undefined where none were. */
  readonly starting: StartingThreads | undefined;
  /** Where finished shards are kept. */
  readonly kept?: KeptSummaries;
  /** Called with each summary, in the order of the log. */
  readonly onShard?: (log: LogFile, summary: ShardSummary) => void | Promise<void>;
  readonly onProgress: (finished: readonly SourceSummary[], current: readonly SourceSummary[]) => void;
}

/**
 * Compares logs, shard by shard, and puts what came of them together in the order of the log, so that it is the same
 * whoever compared which.
 */
export async function compareAll(settings: CompareAllSettings): Promise<Merged> {
  const indivisible = new Set<string>();
  let { starting } = settings;
  try {
    for (;;) {
      const merged = await compareSplit({ ...settings, starting }, indivisible);
      if (typeof merged !== "string") return merged;
      // Its events lie across lines, which showed on the way.
      indivisible.add(merged);
      starting = undefined;
    }
  } finally {
    await settings.starting?.close();
  }
}

/** What says whether threads will compare, before the policies are read. */
export type ThreadingSettings = Pick<
  CompareAllSettings,
  "logs" | "effective" | "make" | "onRow" | "onReading"
>;

/** @returns undefined where this thread will do */
export function threadsFor(settings: ThreadingSettings): StartingThreads | undefined {
  const { effective, logs } = settings;
  const shards = mostShards(logs, effective.shardBytes ?? undefined);
  if (isInOrder(settings) || !isThreaded(settings, shards)) return undefined;
  return startThreads(Math.min(effective.workers, shards));
}

/** Whether the log is gone through in its order. */
function isInOrder({ effective, onRow, onReading }: ThreadingSettings): boolean {
  const isTold = onRow !== undefined || onReading !== undefined;
  return effective.limit !== null || isTold || effective.sample < 1;
}

function isThreaded({ effective, logs, make }: ThreadingSettings, shards: number): boolean {
  const bytes = logs.reduce((sum, log) => sum + (log.bytes ?? 0), 0);
  return (
    make === undefined &&
    effective.workers > 1 &&
    shards > 1 &&
    bytes >= leastBytesForThreads &&
    canUseThreads()
  );
}

async function compareSplit(
  settings: CompareAllSettings,
  indivisible: ReadonlySet<string>,
): Promise<Merged | string> {
  const { effective, logs } = settings;
  const ordered = isInOrder(settings);
  const shardBytes = ordered ? Number.MAX_SAFE_INTEGER : (effective.shardBytes ?? undefined);
  const shards = await splitLogs(logs, shardBytes, indivisible);
  const basis = createBasis(settings);
  let threads: Threads | undefined;
  try {
    if (ordered) return await inOrder(settings, basis, shards);
    const count = Math.min(effective.workers, shards.length);
    threads = isThreaded(settings, shards.length)
      ? (settings.starting ?? startThreads(count)).begin(count, settings)
      : inThisThread(settings, basis);
    return await eachByItself(settings, basis, shards, threads);
  } finally {
    await threads?.close();
    await basis.close();
  }
}

/** Starting a thread takes as long as reading so much. */
const leastBytesForThreads = 8 * 1024 * 1024;

/** Rows, limits, samples and the inputs that a search begins from go through the log in its order; each event is parsed. */
async function inOrder(
  settings: CompareAllSettings,
  basis: Basis,
  shards: readonly Shard[],
): Promise<Merged | string> {
  const { effective, onReading, onRow, onProgress, stdin } = settings;
  const merged = createMerged(basis);
  for (const { log } of shards) {
    const taken = merged.sources.reduce((sum, { events }) => sum + events, 0) - merged.passedOver;
    if (effective.limit !== null && taken >= effective.limit) break;
    const summary = await compareShard(basis, log, merged.before(), {
      stdin,
      alike: undefined,
      ...(onRow === undefined ? {} : { onRow, nameOf: merged.groups.nameOf }),
      ...(onReading === undefined ? {} : { onReading }),
      ...(effective.limit === null ? {} : { limit: effective.limit - taken }),
      onProgress: (source) => onProgress(merged.sources, [source]),
    });
    if (summary.indivisible) return log.name;
    merged.merge(summary, false);
  }
  return merged;
}

/** One shard after the other, as a thread would compare it. */
function inThisThread({ make, stdin, onProgress }: CompareAllSettings, basis: Basis): Threads {
  const alike = canCountAlike(basis) && make === undefined ? createAlikeEvents(basis) : undefined;
  return {
    count: 1,
    compare: ({ log }, known, sampleBelow) =>
      compareShard(basis, log, beforeOf(known, sampleBelow()), {
        stdin,
        alike,
        onProgress: (source) => onProgress([], [source]),
      }),
    close: () => Promise.resolve(),
  };
}

/** How many summaries may wait to be merged, for each thread: what is in memory does not grow with the log. */
const aheadPerThread = 2;

async function eachByItself(
  settings: CompareAllSettings,
  basis: Basis,
  shards: readonly Shard[],
  threads: Threads,
): Promise<Merged | string> {
  const merged = createMerged(basis);
  const { kept } = settings;
  const running = new Map<number, Promise<ShardSummary>>();
  const ahead = threads.count === 1 ? 1 : threads.count * (1 + aheadPerThread);
  const sampleBelow = () => merged.before().sampleBelow;
  const compared = async (shard: Shard): Promise<ShardSummary> => {
    const found = await kept?.find(shard.log);
    if (found !== undefined) return found;
    const summary = await threads.compare(shard, undefined, sampleBelow);
    if (!summary.indivisible) await kept?.keep(shard.log, summary);
    return summary;
  };
  let next = 0;
  const begin = () => {
    for (; next < shards.length && running.size < ahead; next++) {
      const shard = shards[next];
      if (shard === undefined) break;
      const summary = compared(shard);
      // Awaited in its turn; until then a failure is not unhandled.
      summary.catch(() => undefined);
      running.set(next, summary);
    }
  };
  for (const shard of shards) {
    const { index, log } = shard;
    begin();
    const first = await running.get(index);
    if (first === undefined) throw new DiffFailed("engineFailed", "a part of the log was not compared");
    if (first.indivisible) return log.name;
    const known = merged.mustKnow(first);
    const summary = known === undefined ? first : await threads.compare(shard, known, sampleBelow);
    merged.merge(summary, true);
    await settings.onShard?.(log, summary);
    running.delete(index);
    settings.onProgress(merged.sources, []);
  }
  return merged;
}
