// Source: Go's encoding/pem (Decode). All texts are one character per byte.
import { BuiltinError } from "../builtin.ts";
import { base64Bytes } from "../encoding.ts";

export interface PemBlock {
  readonly type: string;
  readonly bytes: Buffer;
}

interface Line {
  readonly line: string;
  readonly rest: string;
}

const begin = "-----BEGIN ";
const end = "\n-----END ";
const dashes = "-----";

function firstLine(text: string): Line {
  const at = text.indexOf("\n");
  const line = at < 0 ? text : text.slice(0, at).replace(/\r$/, "");
  return { line: line.replace(/[ \t]+$/, ""), rest: at < 0 ? "" : text.slice(at + 1) };
}

/** The first block and what stands behind it; undefined when there is none. */
export function nextBlock(text: string): { readonly block: PemBlock; readonly rest: string } | undefined {
  let from = 0;
  for (;;) {
    const endAt = text.indexOf(end, from);
    if (endAt < 0) return undefined;
    const beginAt = text.slice(from, endAt).lastIndexOf(begin) + from;
    const afterEnd = endAt + end.length;
    if (text.startsWith(begin, beginAt) && (beginAt === from || text[beginAt - 1] === "\n")) {
      const found = blockAt(text, beginAt, endAt);
      if (found === "none") return undefined;
      if (found !== undefined) return { block: found, rest: firstLine(text.slice(afterEnd)).rest };
    }
    from = afterEnd;
  }
}

/** Undefined when this is no block; "none" when there cannot be one any more. */
function blockAt(text: string, beginAt: number, endAt: number): PemBlock | "none" | undefined {
  const typeLine = firstLine(text.slice(beginAt + begin.length));
  if (!typeLine.line.endsWith(dashes)) return undefined;
  const type = typeLine.line.slice(0, -dashes.length);
  let body = typeLine.rest;
  let headers = false;
  for (;;) {
    if (body === "") return "none";
    const { line, rest } = firstLine(body);
    if (!line.includes(":")) break;
    headers = true;
    body = rest;
  }
  // Where the body is empty, its line end is the one before it.
  const length = endAt - (text.length - body.length);
  if (headers && length < 0) return undefined;
  const trailer = text.slice(endAt + end.length);
  if (!trailer.startsWith(`${type}${dashes}`)) return undefined;
  if (firstLine(trailer.slice(type.length + dashes.length)).line !== "") return undefined;
  try {
    return { type, bytes: base64Bytes(body.slice(0, Math.max(length, 0)).replace(/[ \t]/g, "")) };
  } catch (error) {
    if (error instanceof BuiltinError) return undefined;
    throw error;
  }
}

/** All blocks, one after another. */
export function blocksOf(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  for (let found = nextBlock(text); found !== undefined; found = nextBlock(found.rest))
    blocks.push(found.block);
  return blocks;
}
