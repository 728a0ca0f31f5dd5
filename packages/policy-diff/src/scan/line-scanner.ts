import { isUtf8 } from "node:buffer";
import { randomBytes } from "node:crypto";
import { lineScannerCode } from "./line-scanner-code.ts";
import type { Wanted } from "./wanted.ts";
import { type Global, instantiate, type Memory } from "./web-assembly.ts";

/** The line must be parsed. */
export const unsure = -1;
/** The line was read, and is the first of its kind. */
export const unknown = -2;

/** How often lines of a kind were counted, and when. */
export interface LineCounts {
  readonly times: number;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

/** A decision id as four words. */
export interface UuidWords {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/**
 * Finds the needed parts of an event in the bytes of its line, without making values of the rest, and tells lines that
 * are alike in all of them. It is sure of nothing where a line is no JSON without blanks, has keys with escapes or twice,
 * numbers with exponents, deep nesting. What it is sure of is a line that a JSON parser accepts, and reads to the same
 * parts. The work is done in WebAssembly: `assembly/line-scanner.ts` is its other half.
 */
export interface LineScanner {
  /** Says what the needed parts are, and forgets all kinds. It is sure of nothing where that is more than it has room for. */
  want(root: Wanted): void;
  /**
   * @returns the kind of the line, as a number from 0; {@link unknown} or {@link unsure}
   */
  scan(bytes: Buffer, start: number, end: number): number;
  /** Makes a kind of the line that was scanned last. @returns its number; undefined when there is no room for more */
  keep(): number | undefined;
  /** Forgets all kinds. */
  clear(): void;
  /** Of the line that was scanned last: its decision id, the same as words if it is a UUID, and its time. */
  decisionId(): string;
  uuid(): UuidWords | undefined;
  timestamp(): string;
  /** The hour as a number such as 2026013123; 0 where the time is not written in UTC. */
  hour(): number;
  /** What {@link hashOfText} gives of its decision id; undefined where that is not ASCII. */
  hashOfId(): number | undefined;
  /** Notes when the line that was scanned last was. */
  see(): void;
  /** The same, and counts it for its kind. @returns how often that was done since the counts were taken */
  count(kind: number): number;
  /** The counts of a kind, which begin anew. */
  takeCounts(kind: number): LineCounts;
  /** When all lines that were seen were, which begins anew. */
  takeWindow(): { readonly from: string | null; readonly to: string | null };
}

/** What the compiled half gives; addresses are in bytes. */
interface Compiled {
  readonly memory: Memory;
  readonly resultAt: Global;
  readonly lineAt: Global;
  readonly treeAt: Global;
  readonly memoryEnd: Global;
  readonly lineCapacity: Global;
  readonly treeCapacity: Global;
  begin(random: bigint): void;
  scan(size: number): number;
  keep(): number;
  count(kind: number): number;
  countsOf(kind: number): number;
  resetCounts(kind: number): void;
  see(): void;
  windowAt(): number;
  resetWindow(): void;
  hashOfId(): number;
}

const page = 65_536;
const placeSize = 32;
/** A count, and two times of at most 40 characters, each behind its length. */
const firstTime = 8;
const betweenTimes = 48;
const flag = { beyondAscii: 1, uuid: 2 };
const roles = { part: 0, decisionId: 2, timestamp: 4 };

/** One that is sure of nothing, until it is told what is wanted. */
export function createLineScanner(): LineScanner {
  // The code is ours; WebAssembly has no types for what it gives.
  const compiled = instantiate(Buffer.from(lineScannerCode, "base64")) as Compiled;
  const { memory } = compiled;
  memory.grow(Math.ceil(compiled.memoryEnd.value / page));
  const bytes = Buffer.from(memory.buffer);
  const lineAt = compiled.lineAt.value;
  const lineCapacity = compiled.lineCapacity.value;
  const result = new Uint32Array(memory.buffer, compiled.resultAt.value, 10);
  const clear = () => compiled.begin(randomBytes(8).readBigInt64LE());
  let isWanting = false;
  const text = (start: number, end: number) => bytes.toString("latin1", start, end);
  const timeAt = (address: number): string | null => {
    const length = bytes.readUInt32LE(address);
    return length === 0 ? null : text(address + 4, address + 4 + length);
  };
  const uuid = { a: 0, b: 0, c: 0, d: 0 };
  return {
    want: (root) => {
      isWanting = putTree(bytes, compiled.treeAt.value, compiled.treeCapacity.value, root);
      clear();
    },
    scan: (line, start, end) => {
      if (!isWanting || end - start > lineCapacity) return unsure;
      line.copy(bytes, lineAt, start, end);
      const kind = compiled.scan(end - start);
      const isBeyondAscii = kind !== unsure && ((result[8] ?? 0) & flag.beyondAscii) !== 0;
      return isBeyondAscii && !isUtf8(line.subarray(start, end)) ? unsure : kind;
    },
    keep: () => {
      const kind = compiled.keep();
      return kind < 0 ? undefined : kind;
    },
    clear,
    decisionId: () => bytes.toString("utf8", lineAt + (result[0] ?? 0), lineAt + (result[1] ?? 0)),
    uuid: () => {
      if (((result[8] ?? 0) & flag.uuid) === 0) return undefined;
      uuid.a = result[4] ?? 0;
      uuid.b = result[5] ?? 0;
      uuid.c = result[6] ?? 0;
      uuid.d = result[7] ?? 0;
      return uuid;
    },
    timestamp: () => text(lineAt + (result[2] ?? 0), lineAt + (result[3] ?? 0)),
    hour: () => result[9] ?? 0,
    hashOfId: () => {
      const hash = compiled.hashOfId();
      return hash < 0 ? undefined : hash;
    },
    see: () => compiled.see(),
    count: (kind) => compiled.count(kind),
    takeCounts: (kind) => {
      const address = compiled.countsOf(kind);
      const counts = {
        times: bytes.readUInt32LE(address),
        firstSeen: timeAt(address + firstTime),
        lastSeen: timeAt(address + firstTime + betweenTimes),
      };
      compiled.resetCounts(kind);
      return counts;
    },
    takeWindow: () => {
      const address = compiled.windowAt();
      const seen = { from: timeAt(address), to: timeAt(address + betweenTimes) };
      compiled.resetWindow();
      return seen;
    },
  };
}

/** Lays out the tree: each place with its inner places beside each other, and behind all of them the keys. */
function putTree(bytes: Buffer, start: number, capacity: number, root: Wanted): boolean {
  const places: Wanted[] = [root];
  for (const place of places) places.push(...place.inside);
  let next = start + placeSize;
  let keyAt = start + places.length * placeSize;
  const end = start + capacity;
  const size = places.reduce((sum, { key }) => sum + placeSize + key.length, 0);
  if (size > capacity || places.some(({ id }) => id > 0xffff)) return false;
  bytes.fill(0, start, end);
  for (const [index, { key, id, role, whole, inside }] of places.entries()) {
    const at = start + index * placeSize;
    bytes.set(key.subarray(0, 8), at);
    bytes.set(key, keyAt);
    bytes.writeUInt32LE(keyAt, at + 8);
    bytes.writeUInt32LE(key.length, at + 12);
    bytes.writeUInt32LE(((id << 16) | roles[role] | (whole ? 1 : 0)) >>> 0, at + 16);
    bytes.writeUInt32LE(next, at + 20);
    bytes.writeUInt32LE(inside.length, at + 24);
    next += inside.length * placeSize;
    keyAt += key.length;
  }
  return true;
}
