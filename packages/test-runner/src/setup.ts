import { readFileSync } from "node:fs";
import { beforeAll, expect } from "vitest";
import "./matchers/declarations.ts";
import { seedFromTests } from "./fuzz/seed.ts";
import { toAllow, toDeny, toViolate } from "./matchers/decisions.ts";
import { recordRun } from "./recording/record-run.ts";
import { recordingVariable } from "./recording/variable.ts";

expect.extend({ toAllow, toDeny, toViolate });

// The same tests of the same policy are to try the same inputs, and other tests others.
beforeAll(() => {
  const { testPath } = expect.getState();
  if (testPath !== undefined) seedFromTests(readFileSync(testPath, "utf8"));
});

const recording = process.env[recordingVariable];
if (recording !== undefined) recordRun(recording);
