import { open, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { findOpa } from "@bylaw/engine";
import { DiffFailed, mapDecisions, mergeSummaries } from "@bylaw/policy-diff";
import { Option } from "commander";
import type { Register } from "../command.ts";
import { unwritable } from "../unwritable.ts";
import {
  acceptanceOf,
  addAcceptanceOptions,
  addCommentOptions,
  addPolicyOptions,
  addSideOptions,
  addTestsOptions,
  type DiffCommandOptions,
  describe,
  diffOptionsOf,
  explained,
  failOn,
  finishWith,
  formats,
  percentage,
  requireDecisions,
  testsOf,
} from "./diff.ts";

/** `bylaw diff map`: what came of a part of the logs, for `bylaw diff merge`. */
export const registerDiffMap: Register = (program, context) => {
  const command = program
    .command("map")
    .description("compare a part of the logs, to be merged with the others");
  addPolicyOptions(command);
  addSideOptions(command);
  addTestsOptions(command);
  command
    .option("--min-comparable <percent>", "below this the report is not to be relied on (95)", percentage)
    .requiredOption("-o, --output <file>", "where to write the summary; it holds recorded values")
    .action(async (options: DiffCommandOptions & { readonly output: string }) => {
      requireDecisions(command, options);
      const { console, process } = context;
      const opa = await console.progress("Looking for OPA", (update) => findOpa({ onProgress: update }));
      const file = resolve(process.cwd(), options.output);
      // Half a summary would be merged as a whole one that lacks shards.
      const part = `${file}.part`;
      const output = await open(part, "w", 0o600);
      try {
        const common = await diffOptionsOf(options, context, opa);
        await console.progress("Comparing recorded decisions", (update) =>
          mapDecisions(
            { ...common, ...testsOf(options), onProgress: (progress) => update(describe(progress)) },
            (text) => output.appendFile(text),
          ),
        );
        await output.close();
        await rename(part, file);
      } catch (error) {
        await output.close().catch(() => undefined);
        await rm(part, { force: true });
        throw error instanceof DiffFailed
          ? await explained(error, context)
          : unwritable(options.output, error);
      }
    });
};

type MergeCommandOptions = Pick<
  DiffCommandOptions,
  | "format"
  | "json"
  | "all"
  | "quiet"
  | "output"
  | "failOn"
  | "expected"
  | "sinceReport"
  | "comments"
  | "commentKey"
  | "commentCommit"
  | "linkBase"
  | "linkHead"
  | "linkReport"
>;

/** `bylaw diff merge`: one report from summaries. */
export const registerDiffMerge: Register = (program, context) => {
  const command = program
    .command("merge")
    .description("put summaries of bylaw diff map together to one report")
    .argument("<summaries...>", "files that bylaw diff map wrote")
    .addOption(new Option("--format <format>", "of the report").choices(formats).default("text"))
    .option("--json", "the same as --format json")
    .option("--all", "list every group in the text report")
    .option("--quiet", "of the text report, only how far it is to be relied on and what the gate says")
    .option("-o, --output <file>", "write the report to a file instead of standard output")
    .option("--fail-on <kinds>", "end with status 1 on any of these", failOn);
  addAcceptanceOptions(command);
  addCommentOptions(command);
  command.action(async (summaries: readonly string[], options: MergeCommandOptions) => {
    const cwd = context.process.cwd();
    try {
      const report = await mergeSummaries({
        summaries,
        cwd,
        ...(options.failOn === undefined ? {} : { failOn: options.failOn }),
        ...acceptanceOf(options, cwd),
      });
      await finishWith(report, undefined, options, context);
    } catch (error) {
      throw error instanceof DiffFailed ? await explained(error, context) : error;
    }
  });
};
