import {
  createEngine,
  findOpa,
  type OpaBinary,
  OpaNotFound,
  OpaRunError,
  RegoCompileError,
} from "@bylaw/engine";
import { createComparison } from "./comparison.ts";
import { effectiveOptions } from "./effective-options.ts";
import { readExpected, readLast } from "./expected/read-files.ts";
import { explainGroups } from "./explain/explain-groups.ts";
import { DiffFailed } from "./failure.ts";
import type { DiffOptions, DiffProgress } from "./options.ts";
import { confirm } from "./replay/confirm.ts";
import { buildReport } from "./report/build.ts";
import type { Report, SourceSummary } from "./report/report.ts";
import { collectRecordedInputs } from "./search/recorded-inputs.ts";
import { searchSides } from "./search/searched.ts";
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
  const expected = await readExpected(options.expected, cwd);
  const last = await readLast(options.sinceReport, cwd);
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
    opa,
    effective,
    make:
      options.createEngine ??
      ((source, entrypoints) => createEngine(effective.engine, source, entrypoints, { opa })),
    makeForEvidence: reference,
    ...(options.onRow === undefined ? {} : { onRow: options.onRow }),
  });
  const sources: SourceSummary[] = [];
  const recorded = collectRecordedInputs();
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
        if (effective.search !== undefined) recorded.offer(source.name, reading);
        await comparison.add(source.name, reading);
        progress("read", comparison.tally.totals.read, 0);
        if (isEnough()) break;
      }
      progress("read", comparison.tally.totals.read, 1);
    }
    await comparison.flush();
  } catch (error) {
    throw withoutValues(error);
  } finally {
    await comparison.close();
  }
  const searched =
    effective.search === undefined
      ? undefined
      : await searchSides({
          opa,
          sides,
          settings: effective.search,
          paths: effective.paths,
          recorded,
          polarities: comparison.polarities,
          reference,
          onProgress: (inputs) => progress("search", inputs, 0),
          ...(options.signal && { signal: options.signal }),
        });
  progress("confirm", comparison.tally.totals.read, 0);
  const confirmed = await confirm(sides, comparison.toConfirm(), reference).catch((error: unknown) => {
    throw withoutValues(error);
  });
  progress("report", comparison.tally.totals.read, 0);
  const report = buildReport({
    opa,
    sides,
    sources,
    effective,
    comparison,
    confirmed,
    expected,
    last,
    generatedAt: options.generatedAt ?? new Date(),
    searched,
  });
  if (options.onExplanation !== undefined) {
    const examples = comparison.groups.examples();
    const explaining = explainGroups({ opa, sides, groups: report.groups, examples });
    options.onExplanation(
      await explaining.catch((error: unknown) => {
        throw withoutValues(error);
      }),
    );
  }
  return report;
}

/**
 * What fails while recorded inputs are decided may quote them in its message: OPA prints what a policy prints, and
 * names the decision that a caller asked for. Failures of our own, of the system and of the time allowed do not.
 */
function withoutValues(error: unknown): unknown {
  if (error instanceof DiffFailed || error instanceof RegoCompileError || isOfSystem(error)) return error;
  if (error instanceof DOMException && error.name === "AbortError") return error;
  if (error instanceof OpaRunError && error.reason !== "failed") return error;
  const what =
    error instanceof OpaRunError
      ? (/^opa \w+ ended with exit code -?\d+/.exec(error.message)?.[0] ?? "opa failed")
      : `the replay failed (${error instanceof Error ? error.name : typeof error})`;
  return new DiffFailed(
    "engineFailed",
    `${what} while recorded decisions were replayed; what was said is not shown, as it may quote them`,
    { cause: error },
  );
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && "code" in error;
}

function opaEngines(opa: OpaBinary) {
  return (...[source, entrypoints]: Parameters<NonNullable<DiffOptions["createEngine"]>>) =>
    createEngine("opa", source, entrypoints, { opa });
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
