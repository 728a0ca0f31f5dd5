import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Recorded, readRecording, recordedText } from "../../src/recording/recording.ts";

it("gives what was written, digit by digit", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bylaw-recording-"));
  const policy = "/repo/policies/a.ts";
  const recorded: readonly Recorded[] = [
    {
      policy,
      test: "a",
      question: { input: { n: 12345678901234567890n, s: "é\n" }, now: 1_767_657_600_000_000_001n, data: [1] },
      purpose: { kind: "claim", claim: { verdict: "deny", by: "a rule", negated: true } },
    },
    {
      policy,
      test: "b",
      question: { now: 0n },
      purpose: { kind: "claim", claim: { verdict: "allow", negated: false } },
    },
    { policy, test: "c", question: { input: null, now: 0n }, purpose: { kind: "generated" } },
  ];
  try {
    await writeFile(join(folder, "one.ndjson"), recorded.map((one) => `${recordedText(one)}\n`).join(""));
    expect(await readRecording(folder)).toEqual(recorded);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
