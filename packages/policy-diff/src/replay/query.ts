import type { Query } from "@bylaw/engine";
import type { RecordedEvent } from "../event/recorded-event.ts";

/** The question of an event, to be answered from its record alone. */
export function queryOf(event: RecordedEvent, path: string): Query {
  return {
    path,
    ...(event.input.kind === "given" ? { input: event.input.value } : {}),
    // Always given, so that no call is answered by guessing.
    recordedBuiltins: event.recordedBuiltins,
  };
}
