import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable, type Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { findOpa } from "@bylaw/engine";
import { type CorpusSummary, DiffFailed, makeCorpus } from "@bylaw/policy-diff";
import { Option } from "commander";
import type { Context, Register } from "../command.ts";
import { instant } from "../instant.ts";
import { printable } from "../printable.ts";
import { unwritable } from "../unwritable.ts";
import { describe, explained, label, percentage } from "./diff.ts";

interface CorpusCommandOptions {
  readonly policy: readonly string[];
  readonly decisions: readonly string[];
  readonly output: string;
  readonly withhold?: readonly string[];
  readonly regoVersion: "v0" | "v1" | "auto";
  readonly capabilities?: string;
  readonly path?: readonly string[];
  readonly label?: Readonly<Record<string, string>>;
  readonly sample?: number;
  readonly unwrap?: readonly string[];
  readonly since?: bigint;
  readonly until?: bigint;
  readonly json?: boolean;
}

/** `bylaw corpus`: one small file in place of logs, for `bylaw diff --decisions`. */
export const registerCorpus: Register = (program, context) => {
  program
    .command("corpus")
    .description("distil decision logs into one small file that bylaw diff reads in their place")
    .requiredOption("--policy <policies...>", "what is to be compared with it: what these read is kept")
    .requiredOption("--decisions <logs...>", "decision logs: files, folders, globs, or - for standard input")
    .requiredOption(
      "-o, --output <file>",
      "where to write it, packed if it ends in .gz; it holds recorded values",
    )
    .option(
      "--withhold <pointers...>",
      "erase these, such as /input/user/email, even where a policy reads them",
    )
    .addOption(
      new Option("--rego-version <version>", "of Rego").choices(["v0", "v1", "auto"]).default("auto"),
    )
    .option("--capabilities <file>", "declares builtins that your OPA has and ours has not")
    .option("--path <paths...>", "only these decisions, such as istio/authz/allow")
    .option("--label <name=value...>", "only events of an OPA with this label", label)
    .option("--sample <percent>", "only this part of the decisions, chosen by decision id", percentage)
    .option("--unwrap <pointers...>", "where your log pipeline puts OPA's line, such as /payload/line")
    .option("--since <time>", "only events at or after this time", instant)
    .option("--until <time>", "only events before this time", instant)
    .option("--json", "say as JSON what it holds")
    .addHelpText(
      "after",
      [
        "\nExamples:",
        "  $ bylaw corpus --policy policies --decisions 'logs/**/*.gz' -o corpus.ndjson.gz",
        "  $ bylaw diff --base main:policies --head policies --decisions corpus.ndjson.gz",
        "\nExit status: 0 done, 2 cannot be done.",
      ].join("\n"),
    )
    .action((options: CorpusCommandOptions) => corpus(options, context));
};

async function corpus(options: CorpusCommandOptions, context: Context): Promise<void> {
  const { console, process } = context;
  const opa = await console.progress("Looking for OPA", (update) => findOpa({ onProgress: update }));
  const file = resolve(process.cwd(), options.output);
  // Half a corpus would be read as a whole one that lacks events.
  const part = `${file}.part`;
  const output = createWriteStream(part, { mode: 0o600 });
  const packed = file.endsWith(".gz") ? createGzip() : undefined;
  packed?.pipe(output);
  const lines: Writable = packed ?? output;
  try {
    const made = await Promise.race([
      failureOf(output),
      console.progress("Distilling recorded decisions", (update) =>
        makeCorpus(
          {
            policies: options.policy,
            decisions: options.decisions,
            stdin: Readable.from(process.stdin),
            cwd: process.cwd(),
            opa,
            regoVersion: options.regoVersion,
            ...(options.withhold === undefined ? {} : { withhold: options.withhold }),
            ...(options.capabilities === undefined ? {} : { capabilities: options.capabilities }),
            ...(options.path === undefined ? {} : { paths: options.path }),
            ...(options.label === undefined ? {} : { labels: options.label }),
            ...(options.sample === undefined ? {} : { sample: options.sample }),
            ...(options.unwrap === undefined ? {} : { unwrap: options.unwrap }),
            ...(options.since === undefined ? {} : { since: dateOf(options.since) }),
            ...(options.until === undefined ? {} : { until: dateOf(options.until) }),
            onProgress: (progress) => update(describe(progress)),
          },
          async (text) => {
            if (!lines.write(text)) await once(lines, "drain");
          },
        ),
      ),
    ]);
    lines.end();
    await finished(output);
    await rename(part, file);
    console.result(options.json === true ? JSON.stringify(made) : saidOf(made, options.output));
  } catch (error) {
    output.destroy();
    await rm(part, { force: true });
    throw error instanceof DiffFailed ? await explained(error, context) : unwritable(options.output, error);
  }
}

function failureOf(stream: Writable): Promise<never> {
  return new Promise((_, fail) => stream.once("error", fail));
}

function saidOf(
  { events, kinds, duplicate, unreadable, reads, standIns }: CorpusSummary,
  file: string,
): string {
  const number = (value: number) => value.toLocaleString("en");
  return [
    `${number(events)} decisions are ${number(kinds)} distinct ones in ${file}`,
    `left out: ${number(duplicate)} repeated, ${number(unreadable)} unreadable`,
    "These places of the input are kept as they were recorded, since a policy reads them; --withhold erases one:",
    ...reads.map((pointer) => `  ${printable(pointer)}`),
    "Of these only literals of the policies are kept; numbers stand for all other values:",
    ...standIns.map((pointer) => `  ${printable(pointer)}`),
  ].join("\n");
}

const dateOf = (nanoseconds: bigint) => new Date(Number(nanoseconds / 1_000_000n));
