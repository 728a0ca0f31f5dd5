import { expect } from "vitest";
import "./matchers/declarations.ts";
import { toAllow, toDeny } from "./matchers/decisions.ts";
import { recordingVariable, recordRun } from "./recording/record-run.ts";

expect.extend({ toAllow, toDeny });

const recording = process.env[recordingVariable];
if (recording !== undefined) recordRun(recording);
