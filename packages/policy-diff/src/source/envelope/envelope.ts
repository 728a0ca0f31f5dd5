import type { Json, JsonObject } from "@bylaw/engine";
import { isObject } from "../../json-value.ts";

/** What a log pipeline put around a decision, as it is found inside: a text, or a document that was parsed already. */
export type Wrapped = WrappedText | WrappedDocument;

export interface WrappedText {
  readonly text: string;
  /** Set where the pipeline cuts long lines: which parts belong together, and whether one more follows. */
  readonly part?: { readonly stream: string; readonly more: boolean };
}

export interface WrappedDocument {
  readonly document: JsonObject;
}

/** One layout of documents that a pipeline writes. */
export interface Envelope {
  /** As reports name it. */
  readonly name: string;
  /** What is inside, in order; undefined for a document of another layout. */
  open(document: JsonObject): readonly Wrapped[] | undefined;
}

/** One layout of lines that are no JSON themselves. */
export interface LineEnvelope {
  readonly name: string;
  open(line: string): WrappedText | undefined;
}

/** A text or a document, whichever the pipeline made of the line; nothing for all else. */
export function wrapped(value: Json | undefined): readonly Wrapped[] {
  if (typeof value === "string") return [{ text: value }];
  return isObject(value) ? [{ document: value }] : [];
}
