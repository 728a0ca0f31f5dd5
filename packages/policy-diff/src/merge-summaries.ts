import { type FileHandle, open } from "node:fs/promises";
import { resolve } from "node:path";
import { createBasis } from "./basis.ts";
import { readExpected, readLast } from "./expected/read-files.ts";
import { DiffFailed } from "./failure.ts";
import { buildReport } from "./report/build.ts";
import type { FailOn, Report } from "./report/report.ts";
import { headerOf, type MapHeader, placedSummary, placeOf, type ShardPlace } from "./shard/map-text.ts";
import { createMerged } from "./shard/merged.ts";
import { lines } from "./source/lines.ts";
import { type TestedRules, togetherTold, untold, withTests } from "./tests/tested-rules.ts";

/** What `mergeSummaries` puts together. */
export interface MergeOptions {
  /** Files that `mapDecisions` wrote. */
  readonly summaries: readonly string[];
  /** What relative paths start from; the working directory when absent. */
  readonly cwd?: string;
  /** The logs as they shall be called in the report; none when absent. */
  readonly decisions?: readonly string[];
  readonly failOn?: readonly FailOn[];
  /** A file of changes that were accepted; none when absent. */
  readonly expected?: string;
  /** An older JSON report, to say which groups are new and which are gone; none when absent. */
  readonly sinceReport?: string;
  /** The time written into the report; now when absent. */
  readonly generatedAt?: Date;
}

interface Line {
  readonly file: string;
  readonly place: ShardPlace;
  readonly offset: number;
  readonly length: number;
}

const maxLineBytes = 512 * 1024 * 1024;

/**
 * Puts the summaries of parts of a log together, one shard at a time: the report that one run over all of it gives,
 * its files in the order of their names.
 *
 * @throws DiffFailed `summaryInvalid` when they do not fit together, `expectedInvalid`, `reportInvalid`
 */
export async function mergeSummaries(options: MergeOptions): Promise<Report> {
  const cwd = options.cwd ?? process.cwd();
  const expected = await readExpected(options.expected, cwd);
  const older = await readLast(options.sinceReport, cwd);
  const found: Line[] = [];
  let told: TestedRules = untold;
  let header: (MapHeader & { readonly digest: string }) | undefined;
  for (const name of options.summaries) {
    const file = resolve(cwd, name);
    let offset = 0;
    const handle = await opened(file, name);
    for await (const { content, position } of lines(handle.createReadStream(), maxLineBytes)) {
      if (content === "tooLong")
        throw new DiffFailed("summaryInvalid", `${name} has a line that is too long`);
      const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString("utf8");
      if (position === 1) {
        const own = headerOf(text);
        header ??= own;
        if (own.digest !== header.digest)
          throw new DiffFailed("summaryInvalid", `${name} was made with other policies, options or tests`);
        told = togetherTold(told, own.tests.told);
      } else found.push({ file, place: placeOf(text), offset, length: content.length });
      offset += content.length + 1;
    }
  }
  if (header === undefined) throw new DiffFailed("summaryInvalid", "no summaries are named");
  found.sort((a, b) => compareText(a.place.name, b.place.name) || a.place.start - b.place.start);
  const { sides, opa } = header;
  const effective = {
    ...header.effective,
    decisions: options.decisions ?? [],
    failOn: options.failOn ?? header.effective.failOn,
  };
  const never = () => Promise.reject(new Error("nothing is decided where summaries are merged"));
  const basis = createBasis({ sides, effective, prepare: never, make: undefined, opa: never });
  const merged = createMerged(basis);
  let repeated = 0;
  let last: Line | undefined;
  for (const line of found) {
    if (last !== undefined && isSamePlace(last.place, line.place))
      throw new DiffFailed("summaryInvalid", `${line.place.name} is in two of the summaries`);
    last = line;
    const summary = placedSummary(await textOf(line));
    const known = merged.mustKnow(summary);
    const conflict = summary.comparison.polarities.find(
      ([path, polarity]) => (known?.polarities.get(path) ?? polarity) !== polarity,
    );
    if (conflict !== undefined)
      throw new DiffFailed(
        "summaryInvalid",
        `the answers of ${conflict[0]} are read in two ways; compare these logs in one run`,
      );
    repeated += (known?.ids.words.length ?? 0) / 4;
    merged.merge(summary, true);
  }
  const untested = buildReport({
    opa,
    sides,
    sources: merged.sources,
    effective,
    comparison: merged,
    confirmed: merged.toConfirm().filter(({ event }) => event.input.kind !== "unparsed").length,
    expected,
    last: older,
    generatedAt: options.generatedAt ?? new Date(),
    searched: undefined,
  });
  const report = withTests(untested, told);
  if (repeated === 0) return report;
  const message = `${repeated} decisions are in more than one summary, and were counted in each`;
  return {
    ...report,
    warnings: [...report.warnings, { code: "duplicatesAcross", message, count: repeated }],
  };
}

async function opened(file: string, name: string): Promise<FileHandle> {
  try {
    return await open(file);
  } catch (error) {
    throw new DiffFailed("summaryInvalid", `no summary: ${name} cannot be read`, { cause: error });
  }
}

async function textOf({ file, offset, length }: Line): Promise<string> {
  const handle = await open(file);
  try {
    const bytes = Buffer.alloc(length);
    await handle.read(bytes, 0, length, offset);
    return bytes.toString("utf8");
  } finally {
    await handle.close();
  }
}

function isSamePlace(a: ShardPlace, b: ShardPlace): boolean {
  return a.name === b.name && a.start === b.start;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
