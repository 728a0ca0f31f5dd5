import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inTemporaryFolder, root, run } from "./workspace.ts";

const sample = join(root, "packages/policy-diff/test/recorded");
const bylaw = join(root, "packages/cli/bin/bylaw.js");
const sides = ["--base", join(sample, "base.rego"), "--head", join(sample, "head.rego")];
const logs = ["--decisions", join(sample, "decisions.ndjson")];
const compared = [...sides, ...logs, "--min-comparable", "0"];

/** Runs Bylaw where no file may be longer than some kilobytes. */
const limited = (folder: string, ...args: readonly string[]) =>
  run("bash", ["-c", 'ulimit -f 8; exec "$@"', "bash", process.execPath, bylaw, ...args], { cwd: folder });

test.skipIf(process.platform === "win32")(
  "where a shell limits files: what cannot be written ends the run with status 2, and leaves nothing that looks whole",
  async () => {
    await inTemporaryFolder(async (folder) => {
      const runs = [
        { made: "rows.ndjson", args: ["diff", ...compared, "--rows", "rows.ndjson"] },
        { made: "kept", args: ["diff", ...compared, "--resume", "kept"] },
        { made: "log.summary", args: ["diff", "map", ...compared, "-o", "log.summary"] },
        {
          made: "corpus.ndjson",
          args: ["corpus", "--policy", join(sample, "base.rego"), ...logs, "-o", "corpus.ndjson"],
        },
      ];
      for (const { made, args } of runs) {
        const ended = await limited(folder, ...args);
        expect(ended, ended.stderr).toMatchObject({ status: 2, stdout: "" });
        expect(ended.stderr).toContain(made);
        expect(ended.stderr).toContain("EFBIG");
      }
      expect(readdirSync(join(folder, "kept"))).toEqual([]);
      for (const whole of ["log.summary", "corpus.ndjson"])
        expect(existsSync(join(folder, whole))).toBe(false);
    });
  },
);

test.skipIf(!existsSync("/dev/full"))(
  "where /dev/full is a full disk: it is behind the report, and behind standard output",
  async () => {
    await inTemporaryFolder(async (folder) => {
      const report = await run(process.execPath, [bylaw, "diff", ...compared, "-o", "/dev/full"], {
        cwd: folder,
      });
      expect(report).toMatchObject({ status: 2 });
      expect(report.stderr).toContain("/dev/full cannot be written");
      const shell = [
        "-c",
        '"$@" > /dev/full',
        "bash",
        process.execPath,
        bylaw,
        "diff",
        ...compared,
        "--json",
      ];
      const output = await run("bash", shell, { cwd: folder });
      expect(output).toMatchObject({ status: 2 });
      expect(output.stderr).toContain("cannot be written");
    });
  },
);
