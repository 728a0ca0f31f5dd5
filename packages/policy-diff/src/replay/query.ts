import type { Query, UnknownField } from "@bylaw/engine";
import type { MaskedField, RecordedEvent } from "../event/recorded-event.ts";

/** A question with what is not known of its input. */
export interface RecordedQuery extends Query {
  readonly masked: readonly MaskedField[];
}

/** The question of an event, to be answered from its record alone. */
export function queryOf(event: RecordedEvent, path: string): Query {
  return {
    path,
    ...(event.input.kind === "given" ? { input: event.input.value } : {}),
    // Always given, so that no call is answered by guessing.
    recordedBuiltins: event.recordedBuiltins,
  };
}

/** The same with the masked fields of its input. Of an event that stands for many more is not known than a mask says. */
export function recordedQueryOf(event: RecordedEvent, path: string): RecordedQuery {
  const masked = event.summed === undefined ? event.masked.filter(isOfInput) : [];
  return { ...queryOf(event, path), masked };
}

/** Whether a masked field is the input or in it. */
export function isOfInput({ pointer }: MaskedField): boolean {
  return pointer === "/input" || pointer.startsWith("/input/");
}

/** A mask removes what was there; it may put a value where nothing was. */
export function unknownOf({ pointer, change }: MaskedField): UnknownField {
  return { pointer, mayBeAbsent: change === "replaced" };
}
