import {
  createEngine,
  type Engine,
  findOpa,
  type OpaBinary,
  OpaNotFound,
  OpaRunError,
  RegoCompileError,
} from "@bylaw/engine";
import { createComparison } from "./comparison.ts";
import { effectiveOptions } from "./effective-options.ts";
import { DiffFailed } from "./failure.ts";
import type { DiffOptions, DiffProgress } from "./options.ts";
import { confirm } from "./replay/confirm.ts";
import { prepareDecision } from "./replay/prepared-decision.ts";
import type { MakeEngine, Prepare } from "./replay/side-replayer.ts";
import { buildReport } from "./report/build.ts";
import type { Report, SourceSummary } from "./report/report.ts";
import { loadSide } from "./side/load-side.ts";
import { type LogFile, locateLogs } from "./source/locate.ts";
import { defaultReadLimits, readLog } from "./source/read-log.ts";

/**
 * Replays recorded decisions under two policies and reports what would change.
 *
 * Reads the logs as a stream and never holds them. No code of either policy runs beside the logs: TypeScript is
 * compiled by reading it, and Rego is evaluated without network and environment.
 *
 * @returns the report, the same for the same input, but for `generatedAt`
 * @throws DiffFailed when the diff cannot be made, or when `opa` contradicts the engine that replayed
 */
export async function diff(options: DiffOptions): Promise<Report> {
  try {
    return await run(options);
  } catch (error) {
    if (error instanceof OpaNotFound || error instanceof OpaRunError || error instanceof RegoCompileError) {
      throw new DiffFailed("engineFailed", error.message, { cause: error });
    }
    throw error;
  }
}

async function run(options: DiffOptions): Promise<Report> {
  const effective = effectiveOptions(options);
  const cwd = options.cwd ?? process.cwd();
  const stdin = options.stdin ?? process.stdin;
  const opa = options.opa ?? (await findOpa());
  const logs = await locateLogs(options.decisions, cwd);
  const regoVersion = options.regoVersion ?? "auto";
  const sides = {
    base: await loadSide("base", options.base, { opa, cwd, regoVersion, data: options.baseData ?? [] }),
    head: await loadSide("head", options.head, { opa, cwd, regoVersion, data: options.headData ?? [] }),
  };
  const reference = opaEngines(opa);
  const comparison = createComparison({
    sides,
    effective,
    prepare: preparedOnce((role, path) => prepareDecision(opa, sides[role], path)),
    make: options.createEngine ?? engineNamed(effective.engine, opa),
    opa: reference,
    ...(options.onRow === undefined ? {} : { onRow: options.onRow }),
  });
  const sources: SourceSummary[] = [];
  const progress = progressOver(logs, sources, options.onProgress);
  const isEnough = () =>
    effective.limit !== null &&
    sources.reduce((taken, { events }) => taken + events, 0) - comparison.selection.passedOver >=
      effective.limit;
  try {
    for (const log of logs) {
      if (isEnough()) break;
      const source = emptySource(log);
      sources.push(source);
      for await (const reading of readLog(log, stdin, source, {
        ...defaultReadLimits,
        unwrap: effective.unwrap,
      })) {
        options.signal?.throwIfAborted();
        await comparison.add(source.name, reading);
        progress("read", comparison.tally.totals.read, 0);
        if (isEnough()) break;
      }
      progress("read", comparison.tally.totals.read, 1);
    }
    await comparison.flush();
  } finally {
    await comparison.close();
  }
  progress("confirm", comparison.tally.totals.read, 0);
  const confirmed = await confirm(sides, comparison.toConfirm(), reference);
  progress("report", comparison.tally.totals.read, 0);
  return buildReport({
    opa,
    sides,
    sources,
    effective,
    comparison,
    confirmed,
    generatedAt: options.generatedAt ?? new Date(),
  });
}

function opaEngines(opa: OpaBinary): MakeEngine {
  return (source, entrypoints) => createEngine("opa", source, entrypoints, { opa });
}

/** JavaScript is not made here: it is prepared with evidence, decision by decision. */
function engineNamed(name: Engine["name"], opa: OpaBinary): MakeEngine | undefined {
  if (name === "javascript") return undefined;
  return (source, entrypoints) => createEngine(name, source, entrypoints, { opa });
}

function preparedOnce(prepare: Prepare): Prepare {
  const known = new Map<string, ReturnType<Prepare>>();
  return (role, path) => {
    const key = `${role}\0${path}`;
    const found = known.get(key) ?? prepare(role, path);
    known.set(key, found);
    return found;
  };
}

function emptySource(log: LogFile): { -readonly [K in keyof SourceSummary]: SourceSummary[K] } {
  return {
    name: log.name,
    format: "empty",
    compressed: false,
    bytes: 0,
    events: 0,
    otherLines: 0,
    unreadable: 0,
    lost: 0,
    envelopes: [],
    truncated: false,
  };
}

function progressOver(
  logs: readonly LogFile[],
  sources: readonly SourceSummary[],
  tell: DiffOptions["onProgress"],
): (stage: DiffProgress["stage"], events: number, finished: 0 | 1) => void {
  const total = logs.some(({ bytes }) => bytes === null)
    ? null
    : logs.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  let since = 0;
  return (stage, events, finished) => {
    // Not for each event: a terminal is slower than the reader.
    if (tell === undefined || (stage === "read" && finished === 0 && ++since % 500 !== 0)) return;
    const reading = stage === "read" && finished === 0 ? 1 : 0;
    tell({
      stage,
      events,
      files: { done: sources.length - reading, total: logs.length },
      bytes: { done: sources.reduce((sum, { bytes }) => sum + bytes, 0), total },
    });
  };
}
