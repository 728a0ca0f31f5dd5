import { expect } from "vitest";
import "./matchers/declarations.ts";
import { toAllow, toDeny } from "./matchers/decisions.ts";
import { recordRun } from "./recording/record-run.ts";
import { recordingVariable } from "./recording/variable.ts";

expect.extend({ toAllow, toDeny });

const recording = process.env[recordingVariable];
if (recording !== undefined) recordRun(recording);
