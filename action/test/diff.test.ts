import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const script = fileURLToPath(new URL("../diff/diff.sh", import.meta.url));

/** Runs the script with a program in place of `bylaw` that keeps its arguments and ends with a status. */
async function runScript(program: string, env: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "bylaw-action-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string) => join(folder, name);
  for (const name of ["summary", "output"]) writeFileSync(at(name), "");
  writeFileSync(
    at("bylaw.mjs"),
    `import { mkdirSync, writeFileSync } from "node:fs";
const args = process.argv.slice(2);
writeFileSync(${JSON.stringify(at("arguments.json"))}, JSON.stringify(args));
const comment = () => {
  const folder = args[args.indexOf("--comments") + 1];
  mkdirSync(folder, { recursive: true });
  writeFileSync(folder + "/comment-1.md", "the comment");
};
${program}`,
  );
  const status = await new Promise<number>((done) => {
    const environment = {
      PATH: process.env.PATH ?? "",
      BYLAW: at("bylaw.mjs"),
      RUNNER_TEMP: folder,
      GITHUB_STEP_SUMMARY: at("summary"),
      GITHUB_OUTPUT: at("output"),
      BASE: "",
      BASE_COMMIT: "b".repeat(40),
      HEAD: "policies",
      HEAD_COMMIT: "a".repeat(40),
      DECISIONS: "logs/**/*.gz\n\nmore logs.ndjson\n",
      ARGUMENTS: "",
      FAIL_ON: "grant",
      KEY: "authz",
      REPOSITORY: "https://github.com/acme/authz",
      RUN: "https://github.com/acme/authz/actions/runs/1",
      ...env,
    };
    execFile("bash", [script], { cwd: folder, env: environment }, (error) =>
      done(error === null ? 0 : Number(error.code ?? 99)),
    );
  });
  const text = (name: string) => readFileSync(at(name), "utf8");
  return {
    status,
    args: JSON.parse(text("arguments.json")),
    output: text("output"),
    summary: text("summary"),
  };
}

test("a tripped gate waits for the upload; nothing in the inputs is a command", async () => {
  const { status, args, output, summary } = await runScript("comment(); process.exitCode = 1;", {
    KEY: "$(touch pwned); `id`",
    ARGUMENTS: "--path\nt/allow; rm -rf /\n",
  });
  expect({ status, output, summary }).toEqual({ status: 0, output: "status=1\n", summary: "the comment" });
  expect(args.slice(0, 8)).toEqual([
    "diff",
    "--base",
    `${"b".repeat(40)}:policies`,
    "--head",
    "policies",
    "--decisions",
    "logs/**/*.gz",
    "more logs.ndjson",
  ]);
  expect(args[args.indexOf("--comment-key") + 1]).toBe("$(touch pwned); `id`");
  expect(args.slice(-2)).toEqual(["--path", "t/allow; rm -rf /"]);
});

test.each([
  [2, "process.exitCode = 2;"],
  [2, "process.exitCode = 0;"],
])("without a comment the step fails with status %i: %s", async (expected, program) => {
  expect(await runScript(program)).toMatchObject({ status: expected, output: "" });
});
