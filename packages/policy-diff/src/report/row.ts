import type { IndeterminateReason, Shown } from "./report.ts";

export type EventClass =
  | "unchanged"
  | "changed"
  | "indeterminate"
  | "error"
  | "outOfScope"
  | "duplicate"
  | "unreadable";

/** One event of the log, as `--rows` writes it: one JSON object a line. */
export interface Row {
  readonly decision_id: string | null;
  readonly class: EventClass;
  readonly reason?: IndeterminateReason;
  /** Masked fields or builtins, for `indeterminate`; what is wrong, for `unreadable`. */
  readonly paths?: readonly string[];
  readonly message?: string;
  readonly path: string | null;
  readonly timestamp: string | null;
  /** `position` counts lines from 1 in line formats, and elements from 0 in arrays. */
  readonly source: { readonly file: string; readonly position: number };
  readonly transition?: string;
  readonly group?: string;
  readonly recorded?: RowAnswer;
  readonly base?: RowAnswer;
  readonly head?: RowAnswer;
}

/** An answer in a row; `value` holds types and sizes only, unless `--rows-values` is given. */
export type RowAnswer =
  | { readonly defined: true; readonly value: Shown }
  | { readonly defined: false }
  | { readonly error: string };
