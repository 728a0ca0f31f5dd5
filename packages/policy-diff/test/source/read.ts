import { join } from "node:path";
import type { SourceSummary } from "../../src/report/report.ts";
import { type Reading, type ReadLimits, readLog } from "../../src/source/read-log.ts";
import { folderWith } from "../fixture.ts";

/** What was read of a source, for people and in full. */
export interface Read {
  readonly found: readonly string[];
  readonly summary: SourceSummary;
  readonly readings: readonly Reading[];
}

export async function read(content: string | Uint8Array, limits?: ReadLimits): Promise<Read> {
  const folder = folderWith({ log: content });
  const summary = {
    name: "log",
    format: "empty" as const,
    compressed: false,
    bytes: 0,
    events: 0,
    otherLines: 0,
    unreadable: 0,
    lost: 0,
    envelopes: [],
    truncated: false,
  };
  const readings: Reading[] = [];
  const none = (async function* () {})();
  for await (const reading of readLog(
    { name: "log", file: join(folder, "log"), bytes: null },
    none,
    summary,
    limits,
  )) {
    readings.push(reading);
  }
  const found = readings.map((reading) => {
    if (reading.kind === "counted") return "a corpus";
    return reading.kind === "event"
      ? `${reading.position} ${String(reading.document.decision_id)}`
      : `${reading.position} unreadable: ${reading.message}`;
  });
  return { found, summary, readings };
}
