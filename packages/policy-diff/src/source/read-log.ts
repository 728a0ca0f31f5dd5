import type { Json, JsonObject } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import type { SourceSummary } from "../report/report.ts";
import { type ByteTally, readBytes } from "./bytes.ts";
import { elements } from "./elements.ts";
import { lines, type Piece } from "./lines.ts";
import type { LogFile } from "./locate.ts";

/** What was read at one place of a source. */
export type Reading =
  | {
      readonly kind: "event";
      readonly position: number;
      readonly size: number;
      readonly document: JsonObject;
    }
  /** Something that should have been an event. */
  | { readonly kind: "unreadable"; readonly position: number; readonly message: string };

/** Bounds on what one event may be. */
export interface ReadLimits {
  /** Of one line or array element. */
  readonly maxEventBytes: number;
  /** Of objects and arrays within each other. */
  readonly maxDepth: number;
}

export const defaultReadLimits: ReadLimits = { maxEventBytes: 32 * 1024 * 1024, maxDepth: 256 };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Reads the events of one source, whatever its format: console output of OPA and its plugins, one JSON document a
 * line, or JSON arrays as uploads have them; packed with gzip or not. Broken places are given out as such and
 * reading goes on behind them.
 *
 * @param summary filled while reading; complete when the generator is done
 */
export async function* readLog(
  log: LogFile,
  stdin: AsyncIterable<Uint8Array | string>,
  summary: Mutable<SourceSummary>,
  limits: ReadLimits = defaultReadLimits,
): AsyncGenerator<Reading> {
  const tally: ByteTally = { bytes: 0, compressed: false, brokenBy: undefined };
  const bytes = readBytes(log, stdin, tally);
  const head = await firstContent(bytes);
  const format = formatOf(head);
  const chunks = prepended(head, bytes);
  const pieces =
    format === "array" ? elements(chunks, limits.maxEventBytes) : lines(chunks, limits.maxEventBytes);
  let end = format === "array" ? 0 : 1;
  let cut = false;
  let console = false;
  for await (const piece of pieces) {
    end = piece.position + 1;
    const reading = readPiece(piece, limits, format);
    summary.bytes = tally.bytes;
    if (reading === undefined) {
      if (piece.content === "tooLong" || piece.content.length > 0) summary.otherLines++;
      continue;
    }
    if (reading.kind === "event") {
      summary.events++;
      console ||= reading.document.msg === "Decision Log";
    } else {
      summary.unreadable++;
      cut ||= piece.cut;
    }
    yield reading;
  }
  summary.bytes = tally.bytes;
  summary.compressed = tally.compressed;
  summary.format = format === "lines" ? (console ? "console" : "ndjson") : format;
  if (tally.brokenBy !== undefined) {
    summary.truncated = true;
    // A cut document was already given out as unreadable; a cut between two documents would go unseen.
    if (!cut) {
      summary.unreadable++;
      yield { kind: "unreadable", position: end, message: tally.brokenBy };
    }
  } else summary.truncated = cut;
}

async function firstContent(bytes: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  while (true) {
    const next = await bytes.next();
    if (next.done === true) break;
    parts.push(next.value);
    if (visible(next.value).length > 1) break;
    // More blanks than this before the first document are no log.
    if (parts.length > 64) break;
  }
  return Buffer.concat(parts);
}

async function* prepended(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

/** The first two characters that are no blanks, without a byte order mark. */
function visible(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString("latin1");
  return text
    .replace(/^\xef\xbb\xbf/, "")
    .replace(/\s+/g, "")
    .slice(0, 2);
}

function formatOf(head: Uint8Array): "array" | "lines" | "empty" {
  const start = visible(head);
  if (start === "") return "empty";
  // A line such as `[INFO] started` begins with a bracket as well.
  return start === "[{" || start === "[]" || start === "[" ? "array" : "lines";
}

function readPiece(
  piece: Piece,
  limits: ReadLimits,
  format: "array" | "lines" | "empty",
): Reading | undefined {
  const { position } = piece;
  const unreadable = (message: string): Reading => ({ kind: "unreadable", position, message });
  const what = format === "array" ? "element" : "line";
  if (piece.content === "tooLong")
    return unreadable(`the ${what} is longer than ${limits.maxEventBytes} bytes`);
  const text = decoded(piece.content);
  if (text === undefined) {
    return looksLikeEvent(Buffer.from(piece.content).toString("latin1"))
      ? unreadable(`the ${what} is not valid UTF-8`)
      : undefined;
  }
  if (!looksLikeEvent(text)) return undefined;
  if (depthOf(text) > limits.maxDepth) return unreadable(`nested deeper than ${limits.maxDepth}`);
  let document: Json;
  try {
    document = parseJson(text);
  } catch {
    return unreadable(piece.cut ? `the ${what} is cut off` : `the ${what} is not a JSON document`);
  }
  if (!isObject(document)) return undefined;
  return isDecision(document) ? { kind: "event", position, size: piece.content.length, document } : undefined;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a line claims to be a document, or is the rest of a line that held a decision. */
function looksLikeEvent(text: string): boolean {
  return /^\s*\{/.test(text) || text.includes('"decision_id"') || text.includes('"Decision Log"');
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (inString) {
      if (unit === 0x5c) at++;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x7b || unit === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (unit === 0x7d || unit === 0x5d) depth--;
  }
  return deepest;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells a decision from the other JSON lines that a server writes. */
function isDecision(document: JsonObject): boolean {
  if (document.type === "openpolicyagent.org/decision_logs" || document.msg === "Decision Log") return true;
  if (Object.hasOwn(document, "msg")) return false;
  if (typeof document.decision_id === "string") return true;
  return (
    Object.hasOwn(document, "timestamp") &&
    ["path", "query", "result", "input"].some((name) => Object.hasOwn(document, name))
  );
}
