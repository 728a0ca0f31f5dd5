import { createReadStream } from "node:fs";
import { finished } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { LogFile } from "./locate.ts";

/** What is learnt of a source while its bytes are read. */
export interface ByteTally {
  /** As stored. */
  bytes: number;
  compressed: boolean;
  /** Why reading ended early; the bytes before that were given out. */
  brokenBy: string | undefined;
}

/**
 * Reads a source, and unpacks it when it is gzip (any number of members). A source that breaks off gives what was
 * there before, and says so in the tally.
 */
export async function* readBytes(
  log: LogFile,
  stdin: AsyncIterable<Uint8Array | string>,
  tally: ByteTally,
): AsyncGenerator<Uint8Array> {
  const stored = log.file === null ? stdin : createReadStream(log.file, { highWaterMark: 1 << 18 });
  const chunks = counted(stored, tally);
  const first = await atLeast(chunks, 4);
  if (first[0] === 0x1f && first[1] === 0x8b) {
    tally.compressed = true;
    yield* gunzipped(first, chunks, tally);
    return;
  }
  const packed = otherPacking(first);
  if (packed !== undefined) {
    tally.compressed = true;
    tally.brokenBy = `it is packed with ${packed}: unpack it first, or pipe it in (${packed} -dc FILE | bylaw diff … --decisions -)`;
  } else {
    if (first.length > 0) yield first;
    yield* chunks;
  }
}

/** What other programs pack logs with, by the first bytes of each. */
const packings: readonly (readonly [string, readonly number[]])[] = [
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58]],
  ["bzip2", [0x42, 0x5a, 0x68]],
];

function otherPacking(first: Uint8Array): string | undefined {
  return packings.find(([, magic]) => magic.every((byte, at) => first[at] === byte))?.[0];
}

async function* counted(
  stored: AsyncIterable<Uint8Array | string>,
  tally: ByteTally,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stored) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk;
      tally.bytes += bytes.length;
      yield bytes;
    }
  } catch (error) {
    tally.brokenBy = `reading failed: ${messageOf(error)}`;
  }
}

async function atLeast(chunks: AsyncGenerator<Uint8Array>, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  while (size < length) {
    const next = await chunks.next();
    if (next.done === true) break;
    parts.push(next.value);
    size += next.value.length;
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

async function* gunzipped(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
  tally: ByteTally,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  // Collected by hand: iterating over the stream would drop what was unpacked before an error.
  let unpacked: Uint8Array[] = [];
  let failure: string | undefined;
  gunzip.on("data", (chunk: Uint8Array) => unpacked.push(chunk));
  gunzip.on("error", (error: Error) => {
    failure = error.message;
  });
  const take = () => {
    const taken = unpacked;
    unpacked = [];
    return taken;
  };
  // Small pieces bound what one write can unpack to (a thousandfold at most).
  for await (const piece of pieces(first, rest)) {
    if (failure !== undefined) break;
    await settled((done) => gunzip.write(piece, done), gunzip);
    yield* take();
  }
  if (failure === undefined) {
    gunzip.end();
    // Whether the last member is whole shows only when everything was given out.
    await finished(gunzip).catch(() => undefined);
  }
  yield* take();
  if (failure !== undefined) {
    tally.brokenBy =
      failure === "unexpected end of file"
        ? "the gzip data is cut short"
        : `the gzip data is broken: ${failure}`;
  }
  gunzip.destroy();
}

async function* pieces(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const size = 1 << 14;
  for (let start = 0; start < first.length; start += size) yield first.subarray(start, start + size);
  for await (const chunk of rest) {
    for (let start = 0; start < chunk.length; start += size) yield chunk.subarray(start, start + size);
  }
}

function settled(
  act: (done: () => void) => void,
  stream: {
    once(event: "error", listener: () => void): unknown;
    off(event: "error", listener: () => void): unknown;
  },
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      stream.off("error", end);
      resolve();
    };
    stream.once("error", end);
    act(end);
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
