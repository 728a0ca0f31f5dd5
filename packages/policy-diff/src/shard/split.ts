import { type FileHandle, open } from "node:fs/promises";
import { parseJson } from "@bylaw/engine/values";
import { isObject } from "../json-value.ts";
import { isDecision } from "../source/decision-document.ts";
import { layoutOf } from "../source/format.ts";
import type { LogFile } from "../source/locate.ts";
import type { Shard } from "./shard.ts";

const headBytes = 1 << 18;
const newline = 0x0a;
const smallestShard = 64 * 1024 * 1024;
const largestShard = 256 * 1024 * 1024;
/** The first has most kinds of events in it, and is over before threads that wait for it would have learnt the same. */
const leadingShard = 16 * 1024 * 1024;

/**
 * Cuts logs into shards: files as they are, large plain files of lines into stretches of whole lines. It depends on the
 * files alone, not on who works on them.
 *
 * @param shardBytes about how long a stretch is; undefined to choose by the size of the file
 * @param indivisible names of files that must be read as one
 */
export async function splitLogs(
  logs: readonly LogFile[],
  shardBytes: number | undefined,
  indivisible: ReadonlySet<string>,
): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  for (const log of logs) {
    const first = shards.length === 0 ? leadingShard : Number.MAX_SAFE_INTEGER;
    const ranges = indivisible.has(log.name) ? undefined : await rangesOf(log, shardBytes, first);
    for (const range of ranges ?? [undefined])
      shards.push({
        index: shards.length,
        log: range === undefined ? log : { ...log, range },
        leads: range !== undefined && shards.length === 0,
      });
  }
  return shards;
}

/** How many shards there can be at most. */
export function mostShards(logs: readonly LogFile[], shardBytes: number | undefined): number {
  return logs.reduce((sum, { file, bytes }) => {
    if (file === null || bytes === null) return sum + 1;
    const each = shardBytes ?? chosen(bytes);
    return sum + (bytes <= each ? 1 : 1 + Math.ceil(bytes / each));
  }, 0);
}

/** Each shard costs a little by itself, as all kinds of events are met anew in it; the last ones leave threads idle. */
function chosen(bytes: number): number {
  return Math.min(largestShard, Math.max(smallestShard, Math.ceil(bytes / 8)));
}

/** @param first the most bytes of the first stretch, save for the rest of a line */
async function rangesOf(
  { file, bytes }: LogFile,
  given: number | undefined,
  first: number,
): Promise<readonly NonNullable<LogFile["range"]>[] | undefined> {
  if (file === null || bytes === null) return undefined;
  const shardBytes = given ?? chosen(bytes);
  if (bytes <= shardBytes) return undefined;
  const handle = await open(file);
  try {
    const head = Buffer.alloc(Math.min(headBytes, bytes));
    await handle.read(head, 0, head.length, 0);
    if (layoutOf(head, false) !== "lines" || !beginsWithDecisions(head)) return undefined;
    const ranges: { start: number; end: number }[] = [];
    for (let start = 0; start < bytes; ) {
      const end = await endOfLine(
        handle,
        start + (start === 0 ? Math.min(first, shardBytes) : shardBytes),
        bytes,
      );
      ranges.push({ start, end });
      start = end;
    }
    return ranges;
  } finally {
    await handle.close();
  }
}

/** Whether the first document among its lines is a decision by itself, which nothing is wrapped around. */
function beginsWithDecisions(head: Buffer): boolean {
  for (const line of head.toString("utf8").split("\n").slice(0, -1)) {
    if (!line.startsWith("{")) continue;
    try {
      const document = parseJson(line);
      if (isObject(document) && isDecision(document)) return true;
      if (isObject(document) && typeof document.msg !== "string") return false;
    } catch {
      return false;
    }
  }
  return false;
}

/** The place behind the first line break at or after `from`. */
async function endOfLine(handle: FileHandle, from: number, bytes: number): Promise<number> {
  const piece = Buffer.alloc(1 << 16);
  for (let at = from; at < bytes; at += piece.length) {
    const { bytesRead } = await handle.read(piece, 0, piece.length, at);
    const found = piece.subarray(0, bytesRead).indexOf(newline);
    if (found !== -1) return at + found + 1;
    if (bytesRead === 0) break;
  }
  return bytes;
}
