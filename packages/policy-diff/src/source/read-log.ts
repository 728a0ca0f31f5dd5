import type { JsonObject } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { type CorpusHeader, headerOf } from "../corpus/corpus-file.ts";
import { readCorpus } from "../corpus/read-corpus.ts";
import type { SummedEvent } from "../event/recorded-event.ts";
import { DiffFailed } from "../failure.ts";
import { isObject } from "../json-value.ts";
import type { SourceSummary } from "../report/report.ts";
import { type ByteTally, readBytes } from "./bytes.ts";
import { isDecision, looksLikeDecision } from "./decision-document.ts";
import { elements } from "./elements.ts";
import { type Layout, layoutOf } from "./format.ts";
import { lines, type Piece } from "./lines.ts";
import type { LogFile } from "./locate.ts";
import { createUnwrapper, type Found, type Unwrapper } from "./unwrap.ts";

/** What was read at one place of a source. */
export type Reading =
  | {
      readonly kind: "event";
      readonly position: number;
      readonly size: number;
      readonly document: JsonObject;
      /** Of a corpus. */
      readonly summed?: SummedEvent;
    }
  /** What a corpus only counts. */
  | { readonly kind: "counted"; readonly duplicate: number; readonly unreadable: number }
  /** Something that should have been an event. */
  | { readonly kind: "unreadable"; readonly position: number; readonly message: string };

/** What is read of a source, and the bounds on it. */
export interface ReadLimits {
  /** Of one line or array element. */
  readonly maxEventBytes: number;
  /** Of objects and arrays within each other. */
  readonly maxDepth: number;
  /** JSON pointers to what a pipeline wraps that is not in the table of envelopes; none when absent. */
  readonly unwrap?: readonly string[];
  /** Takes a piece without parsing it, where it can; see {@link QuickReader}. */
  readonly quick?: QuickReader;
}

/**
 * Counts an event from its bytes alone.
 *
 * @param position of the piece
 * @returns whether it was a line of OPA's console, where it was counted; `sure` where it must be parsed, but is a JSON
 * document that is not nested deeply; undefined where nothing is known of it
 */
export type QuickReader = (
  bytes: Buffer,
  start: number,
  end: number,
  position: number,
) => { readonly console: boolean } | "sure" | undefined;

/** Reads the pieces of one source. */
export interface PieceReader {
  /** @param isSure whether the piece is known to be a JSON document that is not nested deeply */
  take(piece: Piece, isSure?: boolean): readonly Reading[];
  /** Counts a piece that a {@link QuickReader} took. */
  tookQuickly(console: boolean): void;
  /** What is left of lines whose remaining parts never came. */
  close(): readonly Reading[];
  /** Whether the source ended within an event. */
  readonly cut: boolean;
  readonly console: boolean;
  /** What was wrapped around the events. */
  readonly envelopes: readonly string[];
}

/** @param summary whose counts of events and lines are kept */
export function createPieceReader(
  summary: Mutable<SourceSummary>,
  limits: ReadLimits,
  what: "line" | "element",
): PieceReader {
  const unwrapper = createUnwrapper({
    maxDepth: limits.maxDepth,
    maxLength: limits.maxEventBytes,
    pointers: limits.unwrap ?? [],
  });
  let cut = false;
  let console = false;
  const count = (found: readonly Found[]): readonly Reading[] =>
    found.flatMap((one): readonly Reading[] => {
      if (one.kind === "lost") {
        summary.lost++;
        return [];
      }
      if (one.kind === "unreadable") summary.unreadable++;
      else {
        summary.events++;
        console ||= one.document.msg === "Decision Log";
      }
      return [one];
    });
  return {
    take: (piece, isSure = false) => {
      const found = (isSure ? decisionIn(piece) : undefined) ?? foundIn(piece, limits, what, unwrapper);
      if (found.length === 0 && (piece.content === "tooLong" || piece.content.length > 0))
        summary.otherLines++;
      cut ||= piece.cut && found.some(({ kind }) => kind === "unreadable");
      return count(found);
    },
    tookQuickly: (ofConsole) => {
      summary.events++;
      console ||= ofConsole;
    },
    close: () => {
      const left = unwrapper.close();
      cut ||= left.length > 0;
      return count(left);
    },
    get cut() {
      return cut;
    },
    get console() {
      return console;
    },
    get envelopes() {
      return [...unwrapper.met];
    },
  };
}

export const defaultReadLimits: ReadLimits = { maxEventBytes: 32 * 1024 * 1024, maxDepth: 256 };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Reads the events of one source, whatever its layout: console output of OPA and its plugins, one JSON document a
 * line, JSON arrays as uploads have them, or documents one behind the other; in what log pipelines wrap around them,
 * by the table of envelopes; packed with gzip or not. Broken places are given out as such and reading goes on behind
 * them.
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
  const { head, layout } = await beginning(bytes);
  const chunks = prepended(head, bytes);
  const corpus = corpusIn(head, log.name);
  if (corpus !== undefined) {
    yield* ofCorpus(corpus, chunks, summary, tally, limits.maxEventBytes);
    return;
  }
  const inLines = layout === "lines" || layout === "empty";
  const pieces = inLines ? lines(chunks, limits.maxEventBytes) : elements(chunks, limits.maxEventBytes);
  const reader = createPieceReader(summary, limits, inLines ? "line" : "element");
  let end = inLines ? 1 : 0;
  for await (const piece of pieces) {
    end = piece.position + 1;
    summary.bytes = tally.bytes;
    const taken = quickly(piece, limits.quick);
    if (typeof taken === "object") reader.tookQuickly(taken.console);
    else yield* reader.take(piece, taken === "sure");
  }
  yield* reader.close();
  summary.bytes = tally.bytes;
  summary.compressed = tally.compressed;
  summary.format = layout === "lines" ? (reader.console ? "console" : "ndjson") : layout;
  summary.envelopes = reader.envelopes;
  if (tally.brokenBy !== undefined) {
    summary.truncated = true;
    // A cut document was already given out as unreadable; a cut between two documents would go unseen.
    if (!reader.cut) {
      summary.unreadable++;
      yield { kind: "unreadable", position: end, message: tally.brokenBy };
    }
  } else summary.truncated = reader.cut;
}

/** @throws DiffFailed `decisionsInvalid` for a corpus that another version made */
function corpusIn(head: Uint8Array, name: string): CorpusHeader | undefined {
  const end = head.indexOf(0x0a);
  const header = headerOf(Buffer.from(end === -1 ? head : head.subarray(0, end)).toString("utf8"));
  if (header !== "otherVersion") return header;
  throw new DiffFailed(
    "decisionsInvalid",
    `${name} is a corpus that another version of bylaw made; make it again with bylaw corpus`,
  );
}

async function* ofCorpus(
  header: CorpusHeader,
  chunks: AsyncGenerator<Uint8Array>,
  summary: Mutable<SourceSummary>,
  tally: ByteTally,
  maxLineBytes: number,
): AsyncGenerator<Reading> {
  let isCut = false;
  let end = 1;
  for await (const reading of readCorpus(header, chunks, maxLineBytes)) {
    summary.bytes = tally.bytes;
    if (reading.kind === "event") summary.events += reading.summed?.weight.times ?? 1;
    else summary.unreadable += reading.kind === "counted" ? reading.unreadable : 1;
    if (reading.kind !== "counted") end = reading.position + 1;
    isCut = reading.kind === "unreadable";
    yield reading;
  }
  summary.bytes = tally.bytes;
  summary.compressed = tally.compressed;
  summary.format = "corpus";
  summary.truncated = tally.brokenBy !== undefined;
  // What was cut off was already given out as unreadable.
  if (tally.brokenBy === undefined || isCut) return;
  summary.unreadable++;
  yield { kind: "unreadable", position: end, message: tally.brokenBy };
}

function quickly({ content, position }: Piece, quick: QuickReader | undefined) {
  if (quick === undefined || content === "tooLong") return undefined;
  return quick(Buffer.from(content.buffer, content.byteOffset, content.length), 0, content.length, position);
}

/** What is in a document by itself; undefined where it is no decision. */
function decisionIn({ content, position }: Piece): readonly Found[] | undefined {
  if (content === "tooLong") return undefined;
  const size = content.length;
  const document = parseJson(Buffer.from(content.buffer, content.byteOffset, size).toString("utf8"));
  return isObject(document) && isDecision(document)
    ? [{ kind: "event", position, size, document }]
    : undefined;
}

/** More than this before the first document has ended tells nothing new. */
const maxBeginning = 1024 * 1024;

async function beginning(
  bytes: AsyncGenerator<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly layout: Layout }> {
  let head: Uint8Array = new Uint8Array();
  while (head.length < maxBeginning) {
    const next = await bytes.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    const layout = layoutOf(head, false);
    if (layout !== undefined) return { head, layout };
  }
  return { head, layout: layoutOf(head, true) ?? "lines" };
}

async function* prepended(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

function foundIn(
  piece: Piece,
  limits: ReadLimits,
  what: "line" | "element",
  unwrapper: Unwrapper,
): readonly Found[] {
  const { position } = piece;
  const unreadable = (message: string): readonly Found[] => [{ kind: "unreadable", position, message }];
  if (piece.content === "tooLong")
    return unreadable(`the ${what} is longer than ${limits.maxEventBytes} bytes`);
  const text = decoded(piece.content);
  if (text === undefined) {
    return looksLikeDecision(Buffer.from(piece.content).toString("latin1"))
      ? unreadable(`the ${what} is not valid UTF-8`)
      : [];
  }
  return unwrapper.open({ text, size: piece.content.length, position, what, cut: piece.cut });
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
