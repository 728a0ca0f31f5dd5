import type { Json, JsonObject } from "@bylaw/engine";
import { parseJson, stringifyJson } from "@bylaw/engine/values";
import { isArray, isObject } from "../json-value.ts";
import { isDecision, looksLikeDecision } from "./decision-document.ts";
import { type Wrapped, type WrappedText, wrapped } from "./envelope/envelope.ts";
import { envelopes, lineEnvelopes } from "./envelope/index.ts";
import { tellsOfLostDecisions } from "./lost-decisions.ts";
import { type PartialLines, partialLines } from "./partial-lines.ts";

/** What is inside a piece of a source. */
export type Found =
  | {
      readonly kind: "event";
      readonly position: number;
      readonly size: number;
      readonly document: JsonObject;
    }
  | { readonly kind: "unreadable"; readonly position: number; readonly message: string }
  /** OPA says that decisions are missing from the log. */
  | { readonly kind: "lost" };

/** A piece as it was read, and how it is called in messages. */
export interface PieceText {
  readonly text: string;
  /** In bytes. */
  readonly size: number;
  readonly position: number;
  readonly what: "line" | "element";
  /** Whether the source ended before the piece did. */
  readonly cut: boolean;
}

export interface UnwrapOptions {
  /** Of objects and arrays within each other. */
  readonly maxDepth: number;
  /** Of all lines that wait for their remaining parts, in UTF-16 units. */
  readonly maxLength: number;
  /** JSON pointers at which to look first, such as `/payload/line`; a text there is read as a line. */
  readonly pointers: readonly string[];
}

/** Takes decisions out of what log pipelines wrap around them. One for each source, as parts of lines are kept. */
export interface Unwrapper {
  /** What is in a piece; nothing when it holds no decision and no part of one. */
  open(piece: PieceText): readonly Found[];
  /** What is left of lines whose remaining parts never came. */
  close(): readonly Found[];
  /** The layouts met so far, in the order in which they were. */
  readonly met: ReadonlySet<string>;
}

/** Pipelines put a few wrappers around each other: a runtime's line, in a collector's record, in a store's hit. */
const maxLayers = 4;

export function createUnwrapper(options: UnwrapOptions): Unwrapper {
  const met = new Set<string>();
  const lines = partialLines(options.maxLength);
  const context: Context = { options, met, lines };
  return {
    met,
    open: (piece) => ofText(piece.text, piece, 0, context),
    close: () =>
      lines.rest().flatMap(({ text, position }) => (looksLikeDecision(text) ? [truncated(position)] : [])),
  };
}

interface Context {
  readonly options: UnwrapOptions;
  readonly met: Set<string>;
  readonly lines: PartialLines;
}

type Place = Omit<PieceText, "text">;

function ofText(text: string, place: Place, layer: number, context: Context): readonly Found[] {
  if (layer > maxLayers) return [];
  if (/^\s*\{/.test(text)) return ofDocumentText(text, place, layer, context);
  for (const envelope of lineEnvelopes) {
    const inside = envelope.open(text);
    if (inside === undefined) continue;
    const found = ofWrapped([inside], place, layer, context);
    if (found.length > 0 || inside.part?.more === true) context.met.add(envelope.name);
    return found;
  }
  return looksLikeDecision(text) ? [broken(text, place)] : [];
}

function ofDocumentText(text: string, place: Place, layer: number, context: Context): readonly Found[] {
  const { position } = place;
  const { maxDepth } = context.options;
  if (depthOf(text) > maxDepth)
    return [{ kind: "unreadable", position, message: `nested deeper than ${maxDepth}` }];
  let document: Json;
  try {
    document = parseJson(text);
  } catch {
    return [broken(text, place)];
  }
  return isObject(document) ? ofDocument(document, place, layer, context) : [];
}

function ofDocument(document: JsonObject, place: Place, layer: number, context: Context): readonly Found[] {
  for (const pointer of context.options.pointers) {
    const inside = at(document, pointer);
    if (inside === undefined) continue;
    context.met.add(pointer);
    return ofWrapped(isArray(inside) ? inside.flatMap(wrapped) : wrapped(inside), place, layer, context);
  }
  if (isDecision(document)) return [{ kind: "event", position: place.position, size: place.size, document }];
  if (tellsOfLostDecisions(document)) return [{ kind: "lost" }];
  for (const { name, open } of envelopes) {
    const inside = open(document);
    if (inside === undefined) continue;
    const found = ofWrapped(inside, place, layer, context);
    if (found.length > 0 || inside.some((one) => "part" in one && one.part?.more === true))
      context.met.add(name);
    return found;
  }
  return [];
}

function ofWrapped(
  contents: readonly Wrapped[],
  place: Place,
  layer: number,
  context: Context,
): readonly Found[] {
  return contents.flatMap((content): readonly Found[] => {
    if ("document" in content) {
      if (layer >= maxLayers) return [];
      // As long as it would be on a line of its own, since it never was on one.
      const size = Buffer.byteLength(stringifyJson(content.document));
      return ofDocument(content.document, { ...place, size }, layer + 1, context);
    }
    return ofLine(content, place, layer, context);
  });
}

function ofLine(
  { text, part }: WrappedText,
  place: Place,
  layer: number,
  context: Context,
): readonly Found[] {
  if (part === undefined) return ofInner(text, place, layer, context);
  const line = context.lines.add(part.stream, text, place.position, part.more);
  if (line === undefined) return [];
  if (line.cut) return looksLikeDecision(line.text) ? [truncated(line.position)] : [];
  return ofInner(line.text, { ...place, position: line.position }, layer, context);
}

function ofInner(text: string, place: Place, layer: number, context: Context): readonly Found[] {
  return ofText(text, { ...place, size: Buffer.byteLength(text) }, layer + 1, context);
}

function truncated(position: number): Found {
  return { kind: "unreadable", position, message: "truncated: parts of the line are missing" };
}

function broken(text: string, { position, what, cut }: Place): Found {
  const message =
    cut || (text.trimStart().startsWith("{") && openAtEnd(text))
      ? `truncated: the ${what} ends within its document`
      : `the ${what} is not a JSON document`;
  return { kind: "unreadable", position, message };
}

function at(document: JsonObject, pointer: string): Json | undefined {
  let value: Json | undefined = document;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (isArray(value)) value = /^\d+$/.test(key) ? value[Number(key)] : undefined;
    else value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

interface Nesting {
  readonly deepest: number;
  /** How deep the text is at its end; a text that ends within a string counts one more. */
  readonly last: number;
}

function nestingOf(text: string): Nesting {
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
  return { deepest, last: depth + (inString ? 1 : 0) };
}

const depthOf = (text: string) => nestingOf(text).deepest;
const openAtEnd = (text: string) => nestingOf(text).last > 0;
