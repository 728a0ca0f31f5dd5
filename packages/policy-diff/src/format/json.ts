import type { Report } from "../report/report.ts";
import { jsonText } from "./json-text.ts";

/**
 * The report as JSON: keys sorted, two spaces, a newline at the end. Integers beyond 2^53 are written exactly, and
 * are rounded by readers that use doubles.
 */
export function formatJson(report: Report): string {
  return `${jsonText(report, 2)}\n`;
}
