import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { DiffFailed, formatGroup, parseReport, type Report } from "@bylaw/policy-diff";
import { lastReportFile } from "../bylaw-folder.ts";
import type { Context, Register } from "../command.ts";
import { CannotProceed } from "../exit-code.ts";
import { printable } from "../printable.ts";

interface ShowOptions {
  readonly report: string;
  readonly json?: boolean;
}

/** `bylaw show`: one group of a report, with all that is known of it. */
export const registerShow: Register = (program, context) => {
  program
    .command("show")
    .description("print one group of the last report: rules, places, answers, events")
    .argument("<group>", "its name, such as g-3d90aa")
    .option("--report <file>", "the JSON report that holds it", lastReportFile)
    .option("--json", "print it as JSON")
    .addHelpText(
      "after",
      [
        "\nExamples:",
        "  $ bylaw show g-3d90aa",
        "  $ bylaw show g-3d90aa --report report.json --json | jq .rules",
        "\nExit status: 0 printed, 2 there is no such group.",
      ].join("\n"),
    )
    .action(async (name: string, options: ShowOptions) => {
      const report = await load(options.report, context);
      const group = report.groups.find(({ id }) => id === name);
      if (group === undefined)
        throw new CannotProceed(printable(`no group ${name} in the report of ${report.generatedAt}`));
      context.console.result(options.json ? JSON.stringify(group, null, 2) : formatGroup(group));
    });
};

async function load(path: string, { process }: Context): Promise<Report> {
  const text = await readFile(resolve(process.cwd(), path), "utf8").catch(() => {
    throw new CannotProceed(`${path} cannot be read; run bylaw diff first, or name a --report`);
  });
  try {
    return parseReport(text, path);
  } catch (error) {
    throw error instanceof DiffFailed ? new CannotProceed(error.message) : error;
  }
}
