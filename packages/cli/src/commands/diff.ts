import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { type Engine, findOpa, type OpaBinary } from "@bylaw/engine";
import {
  DiffFailed,
  type DiffOptions,
  type DiffProgress,
  diff,
  type Explanation,
  type FailOn,
  formatHtml,
  formatJson,
  formatJunit,
  formatMarkdown,
  formatRow,
  formatText,
  formatTsv,
  type MarkdownOptions,
  type OnError,
  type Polarity,
  type Report,
  type RunRegoTests,
} from "@bylaw/policy-diff";
import { type Command, InvalidArgumentError, Option } from "commander";
import { expectedFile, saveLastReport } from "../bylaw-folder.ts";
import type { Context, Register } from "../command.ts";
import { writeComments } from "../comment-files.ts";
import { CannotProceed } from "../exit-code.ts";
import { duration, instant } from "../instant.ts";
import { polarities, polarity } from "../polarity.ts";
import { unwritable } from "../unwritable.ts";
import { registerDiffMap, registerDiffMerge } from "./diff-map.ts";
import { addSidesOptions, type SidesCommandOptions, sidesOf } from "./diff-sides.ts";

export interface DiffCommandOptions extends SidesCommandOptions {
  readonly decisions?: readonly string[];
  readonly search?: number;
  readonly searchInputs?: number;
  readonly seed?: number;
  readonly tests?: readonly string[] | boolean;
  readonly engine: Engine["name"];
  readonly clock: "recorded" | "timestamp";
  readonly format: (typeof formats)[number];
  readonly output?: string;
  readonly rows?: string;
  readonly rowsValues?: boolean;
  readonly expected?: string | boolean;
  readonly sinceReport?: string;
  readonly comments?: string;
  readonly commentKey?: string;
  readonly commentCommit?: string;
  readonly linkBase?: string;
  readonly linkHead?: string;
  readonly linkReport?: string;
  readonly failOn?: readonly FailOn[];
  readonly onError: OnError;
  readonly minComparable?: number;
  readonly path?: readonly string[];
  readonly reveal?: readonly string[];
  readonly polarity?: Readonly<Record<string, Polarity>>;
  readonly label?: Readonly<Record<string, string>>;
  readonly sample?: number;
  readonly limit?: number;
  readonly workers?: number;
  readonly resume?: string;
  readonly unwrap?: readonly string[];
  readonly since?: bigint;
  readonly until?: bigint;
  readonly all?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export const formats = ["text", "markdown", "json", "html", "tsv", "junit"] as const;
const gates: readonly FailOn[] = ["grant", "lockout", "error", "mismatch", "any"];

/** `bylaw diff`: which recorded decisions would change. */
export const registerDiff: Register = (program, context) => {
  const command = program
    .command("diff")
    .description("replay recorded decisions under a changed policy: who would be let in or locked out");
  addPolicyOptions(command);
  addSearchOptions(command);
  addTestsOptions(command);
  addSideOptions(command);
  addReportOptions(command);
  addAcceptanceOptions(command);
  registerDiffMap(command, context);
  registerDiffMerge(command, context);
  addCommentOptions(command);
  command
    .enablePositionalOptions()
    .addHelpText(
      "after",
      [
        "\nExamples:",
        "  $ bylaw diff --decisions logs/",
        "  $ bylaw diff --base main:policies --head policies --decisions 'logs/**/*.gz'",
        "  $ bylaw diff --base main:policies --head policies --search 30s",
        "  $ kubectl logs deploy/opa | bylaw diff --base old.rego --head new.rego --decisions -",
        "  $ bylaw diff --base a.rego --head b.rego --decisions log.ndjson --format json --rows rows.ndjson",
        "\nExit status: 0 done, 1 the gate of --fail-on tripped, 2 cannot be done or not to be relied on.",
      ].join("\n"),
    )
    .action((options: DiffCommandOptions) => {
      if (!isSearched(options) && options.objects === undefined) requireDecisions(command, options);
      return replay(options, context);
    });
};

export function addPolicyOptions(command: Command): void {
  addSidesOptions(command);
  command.option("--decisions <logs...>", "decision logs: files, folders, globs, or - for standard input");
}

/** Commander would ask it of `diff merge` as well, which has decisions from the summaries. */
export function requireDecisions(command: Command, options: Pick<DiffCommandOptions, "decisions">): void {
  if (options.decisions !== undefined) return;
  const option = command.options.find((one) => one.attributeName() === "decisions");
  const instead = command.options.some((one) => one.attributeName() === "search")
    ? "; without logs, inputs are generated with --search 30s"
    : "";
  command.error(`error: required option '${option?.flags ?? "decisions"}' not specified${instead}`, {
    code: "commander.missingMandatoryOptionValue",
  });
}

function addSearchOptions(command: Command): void {
  command
    .option(
      "--search <length>",
      "generate inputs that base and head answer differently, for so long: 30s",
      duration,
    )
    .option("--search-inputs <count>", "end the search after so many inputs", count)
    .option("--seed <number>", "the same seed and number of inputs find the same (1)", count);
}

export function addTestsOptions(command: Command): void {
  command
    .option(
      "--tests <files...>",
      "more tests of head: files and folders of Rego, or coverage that a test run wrote (lcov, JSON)",
    )
    .option("--no-tests", "run no tests in Rego, not those beside the policies either");
}

export function addSideOptions(command: Command): void {
  command
    .addOption(
      new Option("--engine <name>", "what replays")
        .choices(["javascript", "opa-wasm", "opa"])
        .default("javascript"),
    )
    .addOption(
      new Option("--clock <what>", "tells the time where it is asked for: the record, or else the timestamp")
        .choices(["recorded", "timestamp"])
        .default("recorded"),
    )
    .addOption(
      new Option(
        "--on-error <what>",
        "becomes of a request whose decision is an error: allow, as under Envoy's failure_mode_allow",
      )
        .choices(["deny", "allow"])
        .default("deny"),
    )
    .option("--path <paths...>", "only these decisions, such as istio/authz/allow")
    .option(
      "--polarity <path=kind...>",
      `how the answers of a decision are read, such as authz/block=deny: ${polarities.join(", ")}`,
      polarity,
    )
    .option(
      "--reveal <pointers...>",
      "show the values at these places, such as /input/user, whatever they are",
    )
    .option("--label <name=value...>", "only events of an OPA with this label", label)
    .option("--sample <percent>", "only this part of the decisions, chosen by decision id", percentage)
    .option("--limit <count>", "read at most so many events", count)
    .option("--workers <count>", "how many threads compare (as many as there are cores)", count)
    .option("--resume <folder>", "keep finished parts here, and go on from them; holds recorded values")
    .option("--unwrap <pointers...>", "where your log pipeline puts OPA's line, such as /payload/line")
    .option("--since <time>", "only events at or after this time", instant)
    .option("--until <time>", "only events before this time", instant);
}

function addReportOptions(command: Command): void {
  command
    .addOption(new Option("--format <format>", "of the report").choices(formats).default("text"))
    .option("--json", "the same as --format json")
    .option("-o, --output <file>", "write the report to a file instead of standard output")
    .option("--rows <file>", "write one line of JSON for each event that was read")
    .option("--rows-values", "put recorded, base and head answers into the rows; they may hold secrets")
    .option("--all", "list every group in the text report")
    .option("--quiet", "of the text report, only how far it is to be relied on and what the gate says")
    .option("--fail-on <kinds>", `end with status 1 on any of: ${gates.join(", ")} (comma-separated)`, failOn)
    .option("--min-comparable <percent>", "below this the report is not to be relied on (95)", percentage);
}

export function addAcceptanceOptions(command: Command): void {
  command
    .option(
      "--expected <file>",
      `accepted changes, which do not trip the gate (${expectedFile}, if it is there)`,
    )
    .option("--no-expected", "trip the gate on accepted changes too")
    .option("--since-report <file>", "an older JSON report, to say which groups are new and which are gone");
}

export function addCommentOptions(command: Command): void {
  command
    .option("--comments <folder>", "write the Markdown in four lengths, for a job that posts it")
    .option("--comment-key <name>", "names the comment among others on the same pull request")
    .option("--comment-commit <sha>", "the commit that the comment speaks of")
    .option("--link-base <url>", "the folder of base's files on the web")
    .option("--link-head <url>", "the folder of head's files on the web")
    .option("--link-report <url>", "the whole report on the web");
}

async function replay(options: DiffCommandOptions, context: Context): Promise<void> {
  const { console, process } = context;
  const rows =
    options.rows === undefined ? undefined : createWriteStream(resolve(process.cwd(), options.rows));
  let explanation: Explanation | undefined;
  const failed = new AbortController();
  // Once a row could not be written, nothing more is compared.
  rows?.on("error", (error) => failed.abort(unwritable(options.rows ?? "", error)));
  try {
    const opa = await console.progress("Looking for OPA", (update) => findOpa({ onProgress: update }));
    for (const warning of opa.warnings) console.note(warning);
    const common = await diffOptionsOf(options, context, opa);
    const search = isSearched(options) ? await searchOf(options) : undefined;
    const report = await console.progress("Replaying recorded decisions", (update) =>
      diff({
        ...common,
        ...(search === undefined ? {} : { search }),
        ...testsOf(options),
        ...acceptanceOf(options, process.cwd()),
        rowsValues: options.rowsValues === true,
        signal: failed.signal,
        ...(options.format === "html" && options.json !== true
          ? { onExplanation: (found: Explanation) => (explanation = found) }
          : {}),
        onProgress: (progress) => update(describe(progress)),
        ...(rows === undefined ? {} : { onRow: (row) => write(rows, formatRow(row), failed.signal) }),
      }),
    );
    if (rows !== undefined) await finished(rows.end());
    await finishWith(report, explanation, options, context);
  } catch (error) {
    rows?.destroy();
    if (failed.signal.aborted) throw failed.signal.reason;
    throw error instanceof DiffFailed ? await explained(error, context) : error;
  }
}

/** Gives the report out, leaves it for `bylaw show` and `bylaw accept`, and ends as its gate says. */
export async function finishWith(
  report: Report,
  explanation: Explanation | undefined,
  options: Pick<DiffCommandOptions, "format"> & Partial<DiffCommandOptions>,
  context: Context,
): Promise<void> {
  const { console, process } = context;
  const text = format(report, explanation, options, context);
  if (options.output === undefined) console.result(text);
  else await writeReport(options.output, text, context);
  if (options.comments !== undefined)
    await writeComments(resolve(process.cwd(), options.comments), report, markdownOptions(options));
  await saveLastReport(process.cwd(), formatJson(report)).catch(() =>
    console.note("the report could not be left in .bylaw for bylaw show and bylaw accept"),
  );
  context.finish(report.gate.exitCode);
}

/** What `diff` and `diff map` have in common. */
export async function diffOptionsOf(
  options: DiffCommandOptions,
  context: Context,
  opa: OpaBinary,
): Promise<DiffOptions> {
  const { process } = context;
  return {
    ...(await sidesOf(options, context)),
    decisions: options.decisions ?? [],
    stdin: Readable.from(process.stdin),
    cwd: process.cwd(),
    opa,
    engine: options.engine,
    clock: options.clock,
    onError: options.onError,
    ...(options.path === undefined ? {} : { paths: options.path }),
    ...(options.reveal === undefined ? {} : { reveal: options.reveal }),
    ...(options.polarity === undefined ? {} : { polarity: options.polarity }),
    ...(options.label === undefined ? {} : { labels: options.label }),
    ...(options.sample === undefined ? {} : { sample: options.sample }),
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(options.resume === undefined ? {} : { resume: options.resume }),
    ...(options.unwrap === undefined ? {} : { unwrap: options.unwrap }),
    ...(options.since === undefined ? {} : { since: dateOf(options.since) }),
    ...(options.until === undefined ? {} : { until: dateOf(options.until) }),
    ...(options.failOn === undefined ? {} : { failOn: options.failOn }),
    ...(options.minComparable === undefined ? {} : { minComparable: options.minComparable }),
  };
}

/** The usual file of accepted changes only where it is; one that is named must be there. */
export function acceptanceOf(
  { expected, sinceReport }: Pick<DiffCommandOptions, "expected" | "sinceReport">,
  cwd: string,
): Pick<DiffOptions, "expected" | "sinceReport"> {
  const isThere = expected !== false && existsSync(resolve(cwd, expectedFile));
  const file = typeof expected === "string" ? expected : isThere ? expectedFile : undefined;
  return {
    ...(file === undefined ? {} : { expected: file }),
    ...(sinceReport === undefined ? {} : { sinceReport }),
  };
}

export function testsOf({ tests }: DiffCommandOptions): Pick<DiffOptions, "tests" | "runTests"> {
  if (tests === false) return {};
  // It takes a while to load, and only changed rules with tests need it.
  const runTests: RunRegoTests = async (...asked) => {
    const { rulesReachedByTests } = await import("@bylaw/test-runner");
    return rulesReachedByTests(...asked);
  };
  return { runTests, ...(typeof tests === "object" ? { tests } : {}) };
}

function markdownOptions(options: Partial<DiffCommandOptions>): MarkdownOptions {
  const { commentKey: key, commentCommit: commit, linkBase: base, linkHead: head, linkReport } = options;
  return {
    ...(key === undefined ? {} : { key }),
    ...(commit === undefined ? {} : { commit }),
    links: {
      ...(base === undefined ? {} : { base }),
      ...(head === undefined ? {} : { head }),
      ...(linkReport === undefined ? {} : { report: linkReport }),
    },
  };
}

function isSearched({ search, searchInputs }: DiffCommandOptions): boolean {
  return search !== undefined || searchInputs !== undefined;
}

async function searchOf({ search, searchInputs, seed }: DiffCommandOptions) {
  // The generators are large, and only a search needs them.
  const { comparedInputs } = await import("@bylaw/test-runner");
  return {
    makeInputs: comparedInputs,
    ...(search === undefined ? {} : { seconds: search }),
    ...(searchInputs === undefined ? {} : { inputs: searchInputs }),
    ...(seed === undefined ? {} : { seed }),
  };
}

async function writeReport(output: string, text: string, { process }: Context): Promise<void> {
  try {
    await writeFile(resolve(process.cwd(), output), text.endsWith("\n") ? text : `${text}\n`);
  } catch (error) {
    throw unwritable(output, error);
  }
}

/** Waits for a slow disk, so that rows never pile up in memory. */
async function write(stream: NodeJS.WritableStream, line: string, failed: AbortSignal): Promise<void> {
  failed.throwIfAborted();
  if (!stream.write(line.endsWith("\n") ? line : `${line}\n`)) await once(stream, "drain");
}

function format(
  report: Report,
  explanation: Explanation | undefined,
  options: Pick<DiffCommandOptions, "format" | "json" | "all"> & Partial<DiffCommandOptions>,
  { console }: Context,
): string {
  switch (options.json ? "json" : options.format) {
    case "json":
      return formatJson(report);
    case "markdown":
      return formatMarkdown(report, markdownOptions(options));
    case "html":
      return formatHtml(report, explanation === undefined ? {} : { explanation });
    case "tsv":
      return formatTsv(report);
    case "junit":
      return formatJunit(report);
    case "text":
      return formatText(report, {
        colour: console.coloured,
        width: console.columns,
        all: options.all === true,
        quiet: options.quiet === true,
      });
  }
}

export function describe({ stage, events, bytes }: DiffProgress): string {
  if (stage === "search") return `${stage}, ${events.toLocaleString("en")} inputs`;
  const part = bytes.total ? `, ${Math.floor((100 * bytes.done) / bytes.total)} %` : "";
  return `${stage}, ${events.toLocaleString("en")} events${part}`;
}

/** A disagreement of engines leaves a case file behind, readable by its owner alone: it holds recorded values. */
export async function explained(error: DiffFailed, { process }: Context): Promise<Error> {
  if (error.caseFile === undefined) return new CannotProceed(error.message);
  const file = resolve(process.cwd(), "bylaw-disagreement.json");
  await writeFile(file, error.caseFile, { mode: 0o600 });
  return new CannotProceed(`${error.message}\nThe case is in ${file}; it holds recorded values.`);
}

const dateOf = (nanoseconds: bigint) => new Date(Number(nanoseconds / 1_000_000n));

export function failOn(value: string): readonly FailOn[] {
  return value.split(",").map((word) => {
    const gate = gates.find((known) => known === word.trim());
    if (gate === undefined) throw new InvalidArgumentError(`expected some of ${gates.join(", ")}`);
    return gate;
  });
}

export function label(
  value: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, text] = /^([^=]+)=(.*)$/s.exec(value) ?? [];
  if (name === undefined || text === undefined) throw new InvalidArgumentError("expected NAME=VALUE");
  return { ...before, [name]: text };
}

function count(value: string): number {
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new InvalidArgumentError("expected a whole number");
  return Number(value);
}

export function percentage(value: string): number {
  const percent = Number(value.replace(/\s*%$/, ""));
  if (value.trim() === "" || !(percent >= 0 && percent <= 100))
    throw new InvalidArgumentError("expected a percentage from 0 to 100");
  return percent / 100;
}
