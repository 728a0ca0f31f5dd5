import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { policyFile } from "../decision/artefact.ts";
import { setRecorder } from "./recorder.ts";
import { type Recorded, recordedText } from "./recording.ts";

/** Of the inputs that properties generate, so many of each test file and policy are kept. */
const mostGenerated = 300;

/** In a test file's set-up: keeps what its tests ask, and writes it when they are done. */
export function recordRun(folder: string): void {
  const lines: string[] = [];
  const generated = new Map<string, number>();
  setRecorder((policy, question, purpose) => {
    const file = policyFile(policy);
    if (file === undefined) return;
    if (purpose.kind === "generated") {
      const count = generated.get(file) ?? 0;
      if (count >= mostGenerated) return;
      generated.set(file, count + 1);
    }
    const { testPath, currentTestName } = expect.getState();
    const recorded: Recorded = {
      policy: file,
      test: [testPath ?? "", currentTestName ?? ""].join(" > "),
      question,
      purpose,
    };
    try {
      lines.push(recordedText(recorded));
    } catch {
      // An input that is no JSON is decided, but cannot be asked again.
    }
  });
  afterAll(() => {
    if (lines.length === 0) return;
    mkdirSync(folder, { recursive: true });
    appendFileSync(join(folder, `${randomUUID()}.ndjson`), `${lines.join("\n")}\n`);
  });
}
