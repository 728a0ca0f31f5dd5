import { diagnoseOpa, type OpaStep, opaRelease } from "@bylaw/engine";
import type { Context, Register } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { version } from "../version.ts";

const titles: Readonly<Record<OpaStep["source"], string>> = {
  env: "BYLAW_OPA",
  path: "PATH",
  cache: "cache",
  package: "platform package",
  download: "download",
  "go-install": "go install",
};

/** `bylaw doctor`: what it runs on, and where each place to find OPA stands. */
export const registerDoctor: Register = (program, context) => {
  program
    .command("doctor")
    .description("say what was found: OPA and where from, versions, caches")
    .option("--json", "print the findings as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  $ bylaw doctor\n  $ bylaw doctor --json | jq .opa\n\nExit status: 0 all is there, 1 something is missing.",
    )
    .action(async (options: { json?: boolean }) => {
      const steps = await diagnoseOpa();
      const found = steps.find((step) => step.status === "found");
      if (options.json) {
        const runtime = {
          bylaw: version,
          node: process.versions.node,
          platform: `${process.platform}-${process.arch}`,
        };
        context.console.result(
          JSON.stringify({ ...runtime, pinnedOpa: opaRelease.version, opa: found ?? null, steps }, null, 2),
        );
      } else {
        context.console.result(describe(steps, context));
      }
      context.finish(found === undefined ? exitCode.findings : exitCode.ok);
    });
};

function describe(steps: readonly OpaStep[], { console: { colours } }: Context): string {
  const marks = {
    found: colours.green("✓"),
    absent: "·",
    failed: colours.red("✗"),
    skipped: colours.dim("-"),
  };
  const width = Math.max(...Object.values(titles).map((title) => title.length));
  const lines = steps.map(
    (step) => `  ${marks[step.status]} ${titles[step.source].padEnd(width)}  ${step.detail}`,
  );
  const used = steps.find((step) => step.status === "found");
  const conclusion = used
    ? `OPA ${used.version ?? ""} is used, from ${titles[used.source]}: ${used.path ?? ""}`
    : colours.yellow(
        "No OPA yet: the next command that needs it installs it, by the first of the ways above that works.",
      );
  return [
    `bylaw ${version}, Node.js ${process.versions.node}, ${process.platform}-${process.arch}`,
    `OPA ${opaRelease.version}, looked for in this order:`,
    ...lines,
    conclusion,
  ].join("\n");
}
