import { normaliseEvent } from "./event/normalise.ts";
import type { RecordedEvent } from "./event/recorded-event.ts";
import { DiffFailed } from "./failure.ts";
import { locateLogs } from "./source/locate.ts";
import { readLog } from "./source/read-log.ts";
import { emptySource } from "./source/source-summary.ts";

/** An event of a log, or a place where there should have been one. */
export type RecordedDecision =
  | { readonly kind: "event"; readonly event: RecordedEvent }
  | { readonly kind: "unreadable"; readonly message: string };

/**
 * The events of decision logs, in their order, each once as it was recorded.
 *
 * @param patterns files, folders and globs; `-` is standard input
 * @throws DiffFailed when there are none
 */
export async function* recordedDecisions(
  patterns: readonly string[],
  cwd: string,
  stdin: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<RecordedDecision> {
  for (const log of await locateLogs(patterns, cwd)) {
    for await (const reading of readLog(log, stdin, emptySource(log))) {
      if (reading.kind === "counted")
        throw new DiffFailed("decisionsInvalid", `${log.name} is a corpus, which has no whole inputs`);
      const { position } = reading;
      if (reading.kind === "unreadable")
        yield { kind: "unreadable", message: `${log.name}:${position}: ${reading.message}` };
      else {
        const event = normaliseEvent(reading.document, reading.size, { file: log.name, position });
        yield { kind: "event", event };
      }
    }
  }
}
