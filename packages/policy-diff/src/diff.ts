import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  createEngine,
  type Engine,
  findOpa,
  type OpaBinary,
  OpaNotFound,
  OpaRunError,
  RegoCompileError,
} from "@bylaw/engine";
import { effectiveOptions, revealedPlaces } from "./effective-options.ts";
import { readExpected, readLast } from "./expected/read-files.ts";
import { explainGroups } from "./explain/explain-groups.ts";
import { DiffFailed } from "./failure.ts";
import type { DiffOptions, DiffProgress } from "./options.ts";
import { confirm } from "./replay/confirm.ts";
import { decisionPreparer } from "./replay/prepared-decision.ts";
import type { MakeEngine, Prepare } from "./replay/side-replayer.ts";
import { buildReport } from "./report/build.ts";
import type { Report, SourceSummary } from "./report/report.ts";
import { collectRecordedInputs } from "./search/recorded-inputs.ts";
import { type CompareAllSettings, compareAll, threadsFor } from "./shard/compare-all.ts";
import { keptSummaries } from "./shard/kept-summaries.ts";
import { headerText, placedText } from "./shard/map-text.ts";
import { withoutInputs } from "./shard/summary-text.ts";
import { objectsLog, objectsName } from "./side/gatekeeper/objects-log.ts";
import { loadSides } from "./side/load-sides.ts";
import { type LogFile, locateLogs } from "./source/locate.ts";
import { readNamedTests } from "./tests/named-tests.ts";
import { askTests } from "./tests/rule-tests.ts";
import { withTests } from "./tests/tested-rules.ts";
import { testsDigest } from "./tests/tests-digest.ts";

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
  return failingAsOne(async () => {
    const files = options.cwd ?? process.cwd();
    const expected = await readExpected(options.expected, files);
    const last = await readLast(options.sinceReport, files);
    const named = await readNamedTests(options.tests ?? [], files);
    const prepared = await prepareDiff(options);
    const { opa, sides, effective, reference, progress } = prepared;
    const kept =
      options.resume === undefined
        ? undefined
        : await keptSummaries(resolve(prepared.cwd, options.resume), sides, effective).catch(
            failAfterEnding(prepared.settings.starting),
          );
    const recorded = collectRecordedInputs();
    const comparison = await compareAll({
      ...prepared.settings,
      ...(kept === undefined ? {} : { kept }),
      ...(effective.search === undefined ? {} : { onReading: recorded.offer }),
    }).catch(failWithoutValues);
    const searched =
      effective.search === undefined
        ? undefined
        : await (await searching())({
            opa,
            sides,
            settings: effective.search,
            paths: effective.paths,
            recorded,
            reveal: revealedPlaces(effective),
            polarities: comparison.polarities,
            onError: effective.onError,
            prepare: prepared.settings.prepare,
            reference,
            onProgress: (inputs) => progress("search", comparison.sources, [], inputs),
            ...(options.signal && { signal: options.signal }),
          });
    progress("confirm", comparison.sources, []);
    const confirmed = await confirm(sides, comparison.toConfirm(), reference).catch(failWithoutValues);
    progress("report", comparison.sources, []);
    const untested = buildReport({
      opa,
      sides,
      sources: comparison.sources,
      effective,
      comparison,
      confirmed,
      expected,
      last,
      generatedAt: options.generatedAt ?? new Date(),
      searched,
    });
    const { runTests: run, signal } = options;
    const parts = { opa, sides, named, run, ...(signal && { signal }) };
    const report = withTests(untested, await askTests(untested.rules, parts));
    if (options.onExplanation !== undefined) {
      const examples = comparison.groups.examples();
      const explaining = explainGroups({
        opa,
        sides,
        groups: report.groups,
        examples,
        reveal: revealedPlaces(effective),
      });
      options.onExplanation(await explaining.catch(failWithoutValues));
    }
    return report;
  });
}

/** It takes a while to load, and few diffs are searched. */
async function searching() {
  const { searchSides } = await import("./search/searched.ts");
  return searchSides;
}

/**
 * Compares a part of the logs, for {@link mergeSummaries} to put together with the others. What it may print is
 * confirmed by `opa` before it is given out.
 *
 * @param write takes the summary, a piece at a time: lines of JSON, which hold recorded values
 * @throws DiffFailed as {@link diff} does
 */
export async function mapDecisions(
  options: DiffOptions,
  write: (text: string) => void | Promise<void>,
): Promise<void> {
  await failingAsOne(async () => {
    const { onRow: _, runTests: run, signal, ...withoutRows } = options;
    const { limit, sample, search } = effectiveOptions(withoutRows);
    if (limit !== null || sample < 1 || search !== undefined) {
      const message =
        "a part of the logs is mapped whole, and is not searched: leave out sample, limit and search";
      throw new DiffFailed("optionInvalid", message);
    }
    const named = await readNamedTests(options.tests ?? [], options.cwd ?? process.cwd());
    const prepared = await prepareDiff({ ...withoutRows, ...(signal && { signal }) });
    const { opa, sides, effective, reference } = prepared;
    const folder = await mkdtemp(join(tmpdir(), "bylaw-map-"));
    const file = join(folder, "summaries");
    try {
      const lines = await open(file, "w", 0o600);
      const comparison = await compareAll({
        ...prepared.settings,
        onShard: async (log, summary) => {
          await lines.appendFile(`${placedText(log, withoutInputs(summary))}\n`);
        },
      })
        .catch(failWithoutValues)
        .finally(() => lines.close());
      await confirm(sides, comparison.toConfirm(), reference).catch(failWithoutValues);
      // Each part asks for itself, since the parts are merged where no policy is.
      const parts = { opa, sides, named, run, ...(signal && { signal }) };
      const tests = {
        digest: testsDigest(sides, named, run !== undefined),
        told: await askTests(comparison.reach.rows(), parts),
      };
      await write(`${headerText({ sides, effective, opa, tests })}\n`);
      for await (const piece of createReadStream(file, "utf8")) await write(String(piece));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

async function prepareDiff(options: DiffOptions) {
  const effective = effectiveOptions(options);
  const cwd = options.cwd ?? process.cwd();
  const opa = options.opa ?? (await findOpa());
  const objects = options.objects === undefined ? undefined : await objectsLog(options.objects, cwd);
  const named = await locateLogs(options.decisions, cwd);
  const logs = objects === undefined ? named : [...named, { name: objectsName, file: null, bytes: null }];
  const opas = { base: options.baseOpa ?? opa, head: options.headOpa ?? opa };
  const make = options.createEngine ?? engineNamed(effective.engine, opas);
  const reading = { logs, effective, make, onRow: options.onRow };
  const starting = effective.search === undefined ? threadsFor(reading) : undefined;
  const sides = await loadSides(options, opa, cwd).catch(failAfterEnding(starting));
  const reference = opaEngines(opas);
  const progress = progressOver(logs, options.onProgress);
  const settings: CompareAllSettings = {
    ...reading,
    sides,
    starting,
    prepare: preparedOnce(decisionPreparer(opa, sides)),
    opa: reference,
    opaPath: opa,
    stdin: objects ?? options.stdin ?? process.stdin,
    onProgress: (done, current) => {
      options.signal?.throwIfAborted();
      progress("read", done, current);
    },
  };
  return { opa, cwd, sides, effective, reference, progress, settings };
}

function failAfterEnding(threads: CompareAllSettings["starting"]): (error: unknown) => Promise<never> {
  return async (error) => {
    await threads?.close();
    throw error;
  };
}

async function failingAsOne<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof OpaNotFound || error instanceof OpaRunError || error instanceof RegoCompileError) {
      throw new DiffFailed("engineFailed", error.message, { cause: error });
    }
    throw error;
  }
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

function failWithoutValues(error: unknown): never {
  throw withoutValues(error);
}

type Opas = Readonly<Record<"base" | "head", OpaBinary>>;

function opaEngines(opas: Opas): MakeEngine {
  return (source, entrypoints, by) => createEngine("opa", source, entrypoints, { opa: opas[by] });
}

/** JavaScript is not made here: it is prepared with evidence, decision by decision. */
function engineNamed(name: Engine["name"], opas: Opas): MakeEngine | undefined {
  if (name === "javascript") return undefined;
  return (source, entrypoints, by) => createEngine(name, source, entrypoints, { opa: opas[by] });
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

function progressOver(
  logs: readonly LogFile[],
  tell: DiffOptions["onProgress"],
): (
  stage: DiffProgress["stage"],
  finished: readonly SourceSummary[],
  current: readonly SourceSummary[],
  inputs?: number,
) => void {
  const total = logs.some(({ bytes }) => bytes === null)
    ? null
    : logs.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  return (stage, finished, current, inputs) => {
    const read = [...finished, ...current];
    tell?.({
      stage,
      events: inputs ?? read.reduce((sum, { events, unreadable }) => sum + events + unreadable, 0),
      files: { done: finished.length, total: logs.length },
      bytes: { done: read.reduce((sum, { bytes }) => sum + bytes, 0), total },
    });
  };
}
