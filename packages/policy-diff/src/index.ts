export { diff } from "./diff.ts";
export { DiffFailed, type DiffFailureCode } from "./failure.ts";
export { formatJson } from "./format/json.ts";
export { formatMarkdown, type MarkdownOptions } from "./format/markdown.ts";
export { formatRow } from "./format/row.ts";
export { formatText, type TextOptions } from "./format/text.ts";
export type { DiffOptions, DiffProgress } from "./options.ts";
export type * from "./report/report.ts";
export type { EventClass, Row, RowAnswer } from "./report/row.ts";
