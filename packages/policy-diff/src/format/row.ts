import type { Row } from "../report/row.ts";
import { jsonText } from "./json-text.ts";

/** One event as a line of JSON, with the newline. */
export function formatRow(row: Row): string {
  return `${jsonText(row, 0)}\n`;
}
