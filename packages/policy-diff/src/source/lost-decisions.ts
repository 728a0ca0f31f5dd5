import type { JsonObject } from "@bylaw/engine";

/**
 * Whether a line of OPA's own says that decisions were not written into the log.
 * Source: OPA v1/plugins/logs: eventBuffer.go, sizeBuffer.go, encoder.go, in 1.22.2 and as far back as 1.0.
 */
export function tellsOfLostDecisions(document: JsonObject): boolean {
  const { msg } = document;
  return typeof msg === "string" && messages.some((form) => form.test(msg));
}

const messages: readonly RegExp[] = [
  /^Decision logs? dropped /,
  /^Dropped \d+ chunks from buffer/,
  /^Dropping (?:multiple events|event) due to encoding failure/,
  /^Log encoding failed: received a decision event size/,
];
