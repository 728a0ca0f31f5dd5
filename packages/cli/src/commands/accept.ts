import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import {
  acceptGroups,
  DiffFailed,
  formatExpected,
  parseExpected,
  parseSavedReport,
} from "@bylaw/policy-diff";
import { InvalidArgumentError } from "commander";
import { expectedFile, lastReportFile, replaceFile } from "../bylaw-folder.ts";
import type { Context, Register } from "../command.ts";
import { CannotProceed } from "../exit-code.ts";

interface AcceptOptions {
  readonly max: number;
  readonly reason: string;
  readonly expires?: string;
  readonly by?: string;
  readonly report: string;
  readonly expected: string;
  readonly json?: boolean;
}

/** `bylaw accept`: writes down that a change is wanted, for review in the pull request that makes it. */
export const registerAccept: Register = (program, context) => {
  program
    .command("accept")
    .description("accept groups of the last report, so that the gate of bylaw diff lets them pass")
    .argument("<group...>", "names of groups, such as g-3d90aa")
    .requiredOption("--max <count>", "the most recorded decisions that each may have", count)
    .requiredOption("--reason <text>", "why the change is wanted")
    .option("--expires <date>", "the last day on which it holds, such as 2026-12-31 (UTC)")
    .option("--by <name>", "who accepts it; git's author when absent")
    .option("--report <file>", "the JSON report that names the groups", lastReportFile)
    .option("--expected <file>", "where accepted changes are kept", expectedFile)
    .option("--json", "print what was written as JSON")
    .addHelpText(
      "after",
      [
        "\nExamples:",
        '  $ bylaw accept g-3d90aa --max 397 --reason "billing reads invoices, TICKET-12"',
        '  $ bylaw accept g-91e7d2 g-b120c4 --max 20 --reason "old exports" --expires 2026-12-31',
        "\nExit status: 0 written, 2 cannot be written.",
      ].join("\n"),
    )
    .action((groups: readonly string[], options: AcceptOptions) => accept(groups, options, context));
};

async function accept(groups: readonly string[], options: AcceptOptions, context: Context): Promise<void> {
  const { console, process } = context;
  const at = (path: string) => resolve(process.cwd(), path);
  const saved = await textOf(at(options.report));
  if (saved === undefined)
    throw new CannotProceed(`${options.report} cannot be read; run bylaw diff first, or name a --report`);
  const before = await textOf(at(options.expected));
  const acceptedBy = options.by ?? (await gitAuthor(process.cwd()));
  if (acceptedBy === undefined)
    throw new CannotProceed("git does not know who you are; say who accepts the change with --by");
  try {
    const changes = acceptGroups(
      before === undefined ? undefined : parseExpected(before, options.expected),
      parseSavedReport(saved, options.report),
      {
        groups,
        maximum: options.max,
        reason: options.reason,
        ...(options.expires === undefined ? {} : { expires: options.expires }),
        acceptedBy,
        acceptedOn: new Date().toISOString().slice(0, 10),
      },
    );
    await mkdir(dirname(at(options.expected)), { recursive: true });
    const text = formatExpected(changes);
    await replaceFile(at(options.expected), text);
    console.result(
      options.json ? text : `${groups.join(", ")} accepted in ${options.expected}; commit it for review`,
    );
  } catch (error) {
    throw error instanceof DiffFailed ? new CannotProceed(error.message) : error;
  }
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}

/** `Ada Example <ada@shop.example>`; undefined when git is not set up. */
function gitAuthor(cwd: string): Promise<string | undefined> {
  return new Promise((done) => {
    execFile("git", ["var", "GIT_AUTHOR_IDENT"], { cwd, timeout: 10_000 }, (error, stdout) => {
      done(error === null ? /^(.+ <[^>]*>) \d+ [+-]\d{4}$/.exec(stdout.trim())?.[1] : undefined);
    });
  });
}

function count(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError("expected a whole number");
  return Number(value);
}
