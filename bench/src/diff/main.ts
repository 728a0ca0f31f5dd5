// npm run bench:diff: bylaw diff, the plain loop in Go, and the floor, on one log. docs/benchmarks.md says more.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import { runProgram, wholeNumber } from "../command-line.ts";
import { makeDistinctGroups } from "./distinct-groups.ts";
import { makeLog } from "./make-log.ts";
import { type Measured, measure } from "./measure.ts";
import { type Kind, kinds, type Recording, recordingOf } from "./recordings.ts";

interface Options {
  readonly events: number;
  readonly rounds: number;
  readonly kind: Kind;
  readonly base?: string;
  readonly head?: string;
  readonly data?: string;
  readonly recorded?: string;
  readonly query?: string;
  readonly log?: string;
  readonly json?: string;
  readonly workers: number;
  readonly groups?: number;
}

const root = join(import.meta.dirname, "../../..");

const program = new Command("npm run bench:diff --")
  .description("measure bylaw diff beside a loop with OPA's Go SDK, and beside merely parsing each line")
  .option("--events <number>", "how many events to make", wholeNumber, 1_000_000)
  .option("--rounds <number>", "how often each has its turn", wholeNumber, 1)
  .option("--workers <number>", "threads of the diff and of the floor", wholeNumber, availableParallelism())
  .addOption(new Option("--kind <kind>", "which recorded decisions").choices(kinds()).default(kinds()[0]))
  .option("--base <file>", "a Rego module, in place of the one that they were recorded under")
  .option("--head <file>", "a Rego module, in place of the changed one")
  .option("--data <file>", "base documents of both sides, in place of those that go with them")
  .option("--recorded <file>", "the decisions that events are made from")
  .option("--query <query>", "what the Go loop asks")
  .option("--log <file>", "a log that is there already, in place of a made one")
  .option(
    "--groups <number>",
    "the diff alone, over so many events that each change in a way of its own",
    wholeNumber,
  )
  .option("--json <file>", "write the figures as JSON, too")
  .action(bench);

async function bench(options: Options): Promise<void> {
  if (options.groups !== undefined) return benchGroups(options.groups, options);
  const { base, head, data, recorded, query } = options;
  const given = { base, head, data, recorded, query };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const recording: Recording = { ...recordingOf(options.kind), ...known };
  const folder = mkdtempSync(join(tmpdir(), "bylaw-bench-diff-"));
  try {
    const log = options.log ?? join(folder, "log.ndjson");
    if (options.log === undefined) {
      say(`making ${options.events} events`);
      await makeLog(recording.recorded, log, options.events);
    }
    const contestants = contestantsOn(recording, options.workers, log, buildGoLoop(folder));
    const rounds: Record<string, Measured[]> = {};
    for (let round = 0; round < options.rounds; round++) {
      for (const { name, program: file, args } of contestants) {
        say(name);
        const measured = await measure(file, args);
        const known = rounds[name] ?? [];
        known.push(measured);
        rounds[name] = known;
      }
    }
    report(options, statSync(log).size, rounds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a log does that has a group for each event: memory, time, and the size of what is said of it. */
async function benchGroups(groups: number, { workers, json }: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bylaw-bench-groups-"));
  try {
    say(`making ${groups} events`);
    const { base, head, log } = await makeDistinctGroups(folder, groups);
    const report = join(folder, "report.json");
    say("diff");
    const program = join(root, "packages/cli/bin/bylaw.js");
    const { seconds, processorSeconds, peakBytes } = await measure(process.execPath, [
      ...[program, "diff", "--base", base, "--head", head, "--decisions", log],
      ...["--json", "-o", report, "--workers", String(workers)],
    ]);
    const bytes = { log: statSync(log).size, report: statSync(report).size };
    process.stdout.write(
      [
        `${groups} groups in ${(bytes.log / 1e9).toFixed(2)} GB, ${workers} threads; a report of ${(bytes.report / 1e6).toFixed(1)} MB`,
        `${seconds.toFixed(1)} s by the clock, ${(processorSeconds ?? 0).toFixed(1)} s of processor time, at most ${((peakBytes ?? 0) / 2 ** 20).toFixed(0)} MiB`,
        "",
      ].join("\n"),
    );
    const figures = {
      version: 1,
      kind: "groups",
      groups,
      workers,
      bytes,
      seconds,
      processorSeconds,
      peakBytes,
    };
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, undefined, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Contestant {
  readonly name: "diff" | "floor" | "goLoop";
  readonly program: string;
  readonly args: readonly string[];
}

function contestantsOn(
  { base, head, data, query }: Recording,
  workers: number,
  log: string,
  goLoop: string | undefined,
): readonly Contestant[] {
  const documents = data === undefined ? [] : ["--base-data", data, "--head-data", data];
  const bylaw = [
    join(root, "packages/cli/bin/bylaw.js"),
    "diff",
    "--base",
    base,
    "--head",
    head,
    ...documents,
  ];
  return [
    {
      name: "diff",
      program: process.execPath,
      args: [...bylaw, "--decisions", log, "--json", "--workers", String(workers), "--min-comparable", "0"],
    },
    {
      name: "floor",
      program: process.execPath,
      args: [join(import.meta.dirname, "floor.js"), log, String(workers)],
    },
    ...(goLoop === undefined
      ? []
      : [
          {
            name: "goLoop" as const,
            program: goLoop,
            args: [base, head, query, log, ...(data === undefined ? [] : [data])],
          },
        ]),
  ];
}

/** @returns undefined without Go */
function buildGoLoop(folder: string): string | undefined {
  const file = join(folder, "go-loop");
  try {
    say("building the loop in Go");
    execFileSync("go", ["build", "-o", file, "."], { cwd: join(root, "bench/go-loop"), stdio: "inherit" });
    return file;
  } catch {
    say("no Go, or no modules: the diff is measured without the loop");
    return undefined;
  }
}

function report(
  options: Options,
  bytes: number,
  rounds: Readonly<Record<string, readonly Measured[]>>,
): void {
  const median = (name: string, of: "seconds" | "processorSeconds") => {
    const times = (rounds[name] ?? []).flatMap((measured) => measured[of] ?? []).sort((a, b) => a - b);
    return times[Math.floor(times.length / 2)];
  };
  const peak = Math.max(0, ...(rounds.diff ?? []).map(({ peakBytes }) => peakBytes ?? 0));
  const over = (of: "seconds" | "processorSeconds") => {
    const [diff, floor, goLoop] = [median("diff", of), median("floor", of), median("goLoop", of)];
    return {
      seconds: { diff, floor, goLoop },
      timesTheLoop: diff === undefined || goLoop === undefined ? undefined : goLoop / diff,
      partOfTheFloor: diff === undefined || floor === undefined ? undefined : diff / floor,
    };
  };
  const [clock, processor] = [over("seconds"), over("processorSeconds")];
  const { events, kind, workers } = options;
  const figures = { version: 1, kind, events, bytes, workers, ...clock, processor, peakBytes: peak };
  const shown = (value: number | undefined) => (value === undefined ? "-" : value.toFixed(2)).padStart(8);
  const row = (name: string, of: keyof typeof clock.seconds) =>
    `${name}  ${shown(clock.seconds[of])} s by the clock  ${shown(processor.seconds[of])} s of processor time`;
  process.stdout.write(
    [
      `${(bytes / 1e9).toFixed(2)} GB, ${workers} threads; at most ${(peak / 2 ** 20).toFixed(0)} MiB in the diff and its opa`,
      row("bylaw diff", "diff"),
      row("floor     ", "floor"),
      row("loop in Go", "goLoop"),
      `the diff takes ${shown(clock.partOfTheFloor)} times the floor, ${shown(processor.partOfTheFloor)} by processor time`,
      `the loop takes ${shown(clock.timesTheLoop)} times the diff, ${shown(processor.timesTheLoop)} by processor time`,
      "",
    ].join("\n"),
  );
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, undefined, 2)}\n`);
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

await runProgram(program);
