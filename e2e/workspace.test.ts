import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { inTemporaryFolder, root, run } from "./workspace.ts";

it("keeps characters whose bytes come in two chunks", async () => {
  const program = `
    const bytes = Buffer.from("🖧\\n");
    for (const stream of [process.stdout, process.stderr]) stream.write(bytes.subarray(0, 2));
    setTimeout(() => { for (const stream of [process.stdout, process.stderr]) stream.write(bytes.subarray(2)); }, 100);
  `;
  const finished = await run(process.execPath, ["--eval", program]);
  expect(finished).toEqual({ status: 0, stdout: "🖧\n", stderr: "🖧\n" });
});

it("adds up the results of suites, whatever lies beside them", () =>
  inTemporaryFolder(async (folder) => {
    const results = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 };
    await mkdir(join(folder, "figures"));
    await writeFile(join(folder, "latency.txt"), "through Envoy   p50");
    await writeFile(
      join(folder, "one.json"),
      JSON.stringify({ ...results, success: false, testResults: [] }),
    );
    const totals = await run(process.execPath, [join(root, "scripts/totals.mjs"), folder]);
    expect(totals).toEqual({ status: 0, stdout: "3 passed, 1 failed\n", stderr: "" });
  }));

it("says what suites skipped, or that they skipped nothing", () =>
  inTemporaryFolder(async (folder) => {
    const script = join(root, "scripts/skipped.mjs");
    expect((await run(process.execPath, [script, folder])).stdout).toBe("Nothing was skipped.\n");
    const assertionResults = [
      { fullName: "one", status: "passed" },
      { fullName: "two: there is no disk", status: "skipped" },
      { fullName: "three", status: "failed" },
      { fullName: "four: nobody wrote it", status: "todo" },
    ];
    await writeFile(join(folder, "one.json"), JSON.stringify({ testResults: [{ assertionResults }] }));
    expect(await run(process.execPath, [script, folder])).toEqual({
      status: 0,
      stdout: "Skipped:\n  two: there is no disk\n  four: nobody wrote it\n",
      stderr: "",
    });
  }));
