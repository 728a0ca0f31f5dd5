import { readFileSync, statSync } from "node:fs";
import { relative } from "node:path";
import type { Diagnostic, Span } from "../compilation.ts";

export interface FormatOptions {
  readonly colour?: boolean;
  /** The folder that file names are shown from; the current one when absent. */
  readonly folder?: string;
  /** Texts that stand for files on disk, by absolute path. */
  readonly sources?: ReadonlyMap<string, string>;
}

const widest = 160;
const largestFile = 4_000_000;

/** Diagnostics as text for a terminal: place, code and message, the source line with a mark under it, the hint. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: FormatOptions = {}): string {
  return diagnostics.map((one) => formatDiagnostic(one, options)).join("\n\n");
}

function formatDiagnostic(one: Diagnostic, options: FormatOptions): string {
  const paint = (code: number, text: string): string =>
    options.colour === true ? `\u001b[${code}m${text}\u001b[0m` : text;
  const place = one.span === undefined ? "" : `${placeOf(one.span, options)} `;
  const severity = paint(one.severity === "error" ? 31 : 33, one.severity);
  const lines = [`${paint(36, place)}${severity} ${paint(90, one.code)}: ${printable(one.message)}`];
  if (one.span !== undefined) lines.push(...frame(one.span, options, paint));
  if (one.hint !== undefined) lines.push(`  ${paint(90, `hint: ${printable(one.hint)}`)}`);
  return lines.join("\n");
}

function placeOf(span: Span, options: FormatOptions): string {
  const path = relative(options.folder ?? process.cwd(), span.file);
  const shown = path.startsWith("..") || path === "" ? span.file : path;
  return `${printable(shown)}:${span.line}:${span.column}`;
}

function frame(
  span: Span,
  options: FormatOptions,
  paint: (code: number, text: string) => string,
): readonly string[] {
  const line = lineOf(span, options);
  if (line === undefined) return [];
  const number = String(span.line);
  const end = span.endLine === span.line ? span.endColumn : line.length + 1;
  const width = Math.max(1, Math.min(end, widest) - span.column);
  const before = printable(line.slice(0, span.column - 1));
  if (before.length > widest) return [];
  const marked = printable(line.slice(span.column - 1, span.column - 1 + width));
  const shown = printable(line.slice(0, widest));
  return [
    `  ${paint(90, `${number} |`)} ${shown}`,
    `  ${" ".repeat(number.length)} ${paint(90, "|")} ${" ".repeat(before.length)}${paint(31, "~".repeat(Math.max(1, marked.length)))}`,
  ];
}

function lineOf(span: Span, options: FormatOptions): string | undefined {
  const given = options.sources?.get(span.file);
  if (given !== undefined) return given.split(/\r\n|\n|\r/)[span.line - 1];
  try {
    if (statSync(span.file).size > largestFile) return undefined;
    return readFileSync(span.file, "utf8").split(/\r\n|\n|\r/)[span.line - 1];
  } catch {
    return undefined;
  }
}

/** Shows what a terminal would obey, or what would turn the reading direction, as its code point. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu, (character) => {
    if (character === "\t") return "  ";
    if (character === "\n") return "\n  ";
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
