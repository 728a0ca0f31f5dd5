import type { SourceSummary } from "../report/report.ts";
import type { LogFile } from "./locate.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Of a source of which nothing was read yet. */
export function emptySource({ name }: LogFile): Mutable<SourceSummary> {
  return {
    name,
    format: "empty",
    compressed: false,
    bytes: 0,
    events: 0,
    otherLines: 0,
    unreadable: 0,
    lost: 0,
    envelopes: [],
    truncated: false,
  };
}
