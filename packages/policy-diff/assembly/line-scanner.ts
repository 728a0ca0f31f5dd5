// AssemblyScript, compiled by build.mjs into src/scan/line-scanner-code.ts. It finds the needed parts of an event in the
// bytes of its line, tells lines that are alike in all of them, and counts those. src/scan/line-scanner.ts is its other
// half and says what it promises. Memory is laid out by hand, so that nothing is allocated while lines are read.

import { closeObject, colon, comma, newline, openObject, plus, quote } from "./bytes";
import { beginLine, beyondAscii, plainString, skip } from "./json";
import { hashOfText, hourOf, notTime, readUuid, widen } from "./time-and-id";

const maxLine: usize = 1 << 20;
const maxProjection: usize = 1 << 15;
const maxTree: usize = 1 << 18;
const maxKinds: u32 = 20_000;
const maxPool: usize = 12 << 20;
/** Room behind each area, for what is read or written sixteen bytes at a time. */
const slack: usize = 64;

const kindSize: u32 = 128;
const slotCount: u32 = 1 << 16;

/** What was found in the line: see {@link scan}. */
export const resultAt: usize = 4096;
/** Where the line is put before {@link scan}. */
export const lineAt: usize = 8192;
const scratch: usize = lineAt + maxLine + slack;
/** Where the tree of wanted places is put before {@link begin}. */
export const treeAt: usize = scratch + maxProjection + slack;
/** Two texts of at most 40 characters, with their lengths before them, as in a kind. */
const window: usize = treeAt + maxTree;
const kinds: usize = window + 128;
const slots: usize = kinds + maxKinds * kindSize;
const pool: usize = slots + slotCount * 4;
export const memoryEnd: usize = pool + maxPool + maxProjection + slack;

export const lineCapacity: usize = maxLine;
export const treeCapacity: usize = maxTree;

/** A wanted place: the first eight bytes of its key, the place and length of it, what it is, and its inner places. */
const placeSize: usize = 32;
const keyAt: usize = 8;
const keyLength: usize = 12;
const what: usize = 16;
const inside: usize = 20;
const insideCount: usize = 24;
const lastLine: usize = 28;
const isWhole: u32 = 1;
const isDecisionId: u32 = 2;
const isTimestamp: u32 = 4;

/** A kind: its hash, the place and length of its projection, how often it was counted, and when first and last. */
const projectionAt: usize = 8;
const projectionLength: usize = 12;
const times: usize = 16;
const first: usize = 24;
const last: usize = 72;

/** Where in the result the words of a UUID and the hour stand. */
const words: usize = 16;
const flags: usize = 32;
const hourAt: usize = 36;
const flagBeyondAscii: u32 = 1;
const flagUuid: u32 = 2;

/** Odd, with bits that look random. */
const mixer: u64 = (u64(0x9e3779b9) << 32) | 0x7f4a7c15;
const lastMixer: u64 = (u64(0xd6e8feb8) << 32) | 0x6659fd93;

const unsure: i32 = -1;
const unknown: i32 = -2;

let lineNumber: u32 = 0;
let seed: u64 = 0;
let kindCount: u32 = 0;
let poolEnd: usize = pool;
let projected: usize = scratch;
let hash: u64 = 0;
let slot: usize = slots;
let idStart: usize = 0;
let idEnd: usize = 0;
let timeStart: usize = 0;
let timeEnd: usize = 0;

/** Forgets all kinds. @param random makes it unforeseeable which projections share a slot */
export function begin(random: u64): void {
  seed = random;
  kindCount = 0;
  poolEnd = pool;
  memory.fill(slots, 0, slotCount * 4);
  lineNumber = 0;
}

/**
 * Reads a line.
 *
 * @returns the kind of lines that it is alike; -2 when it is the first of its kind; -1 when it must be parsed. Then the
 * result has: the bounds of decision id and timestamp within the line, the id as words if it is a UUID, flags, and the
 * hour as a number such as 2026013123; 0 where it is not written in UTC.
 */
export function scan(size: usize): i32 {
  const end = lineAt + size;
  // Ends whatever is read too far.
  store<u8>(end, newline);
  projected = scratch;
  lineNumber++;
  beginLine();
  idEnd = 0;
  timeEnd = 0;
  if (load<u8>(lineAt) !== openObject || object(lineAt, treeAt, 0) !== end) return unsure;
  if (idEnd === 0 || timeEnd === 0) return unsure;
  const hour = hourOf(timeStart, timeEnd);
  if (hour === notTime) return unsure;
  store<u32>(resultAt, u32(idStart - lineAt));
  store<u32>(resultAt + 4, u32(idEnd - lineAt));
  store<u32>(resultAt + 8, u32(timeStart - lineAt));
  store<u32>(resultAt + 12, u32(timeEnd - lineAt));
  const isUuid = readUuid(idStart, idEnd, resultAt + words);
  store<u32>(resultAt + flags, (beyondAscii ? flagBeyondAscii : 0) | (isUuid ? flagUuid : 0));
  store<u32>(resultAt + hourAt, hour);
  return find();
}

/** Keeps the line that was scanned last as a kind. @returns its number; -1 when there is no room */
export function keep(): i32 {
  const length = projected - scratch;
  if (kindCount >= maxKinds || poolEnd + length > pool + maxPool) return unsure;
  const kind = kinds + kindCount * kindSize;
  store<u64>(kind, hash);
  store<u32>(kind + projectionAt, u32(poolEnd));
  store<u32>(kind + projectionLength, u32(length));
  memory.copy(poolEnd, scratch, length + 16);
  poolEnd += (length + 31) & ~15;
  reset(kind);
  store<u32>(slot, ++kindCount);
  return i32(kindCount) - 1;
}

/** Counts the line that was scanned last. @returns how often its kind was counted since it was taken */
export function count(number: i32): u32 {
  see();
  const kind = kinds + usize(number) * kindSize;
  widen(timeStart, timeEnd, kind + first, kind + last);
  const counted = load<u32>(kind + times) + 1;
  store<u32>(kind + times, counted);
  return counted;
}

/** Where the counts of a kind are: how often, then when first and last, each as a length and a text. */
export function countsOf(number: i32): usize {
  return kinds + usize(number) * kindSize + times;
}

export function resetCounts(number: i32): void {
  reset(kinds + usize(number) * kindSize);
}

/** Notes when the line that was scanned last was. */
export function see(): void {
  widen(timeStart, timeEnd, window, window + 48);
}

/** Where the first and last time of all lines seen are. */
export function windowAt(): usize {
  return window;
}

export function resetWindow(): void {
  store<u32>(window, 0);
  store<u32>(window + 48, 0);
}

/** 52 bits of the decision id that look random; -1 where it is not ASCII. */
export function hashOfId(): f64 {
  return hashOfText(idStart, idEnd);
}

function reset(kind: usize): void {
  store<u32>(kind + times, 0);
  store<u32>(kind + first, 0);
  store<u32>(kind + last, 0);
}

/** @returns the kind with the projection of this line; notes where it belongs when there is none */
function find(): i32 {
  const length = projected - scratch;
  store<u64>(projected, 0);
  store<u64>(projected + 8, 0);
  hash = seed ^ u64(length);
  for (let at = scratch; at < projected; at += 8) hash = rotl<u64>((hash ^ load<u64>(at)) * mixer, 29);
  hash = (hash ^ (hash >> 32)) * lastMixer;
  hash ^= hash >> 32;
  let index = u32(hash) & (slotCount - 1);
  while (true) {
    slot = slots + (index << 2);
    const number = load<u32>(slot);
    if (number === 0) return unknown;
    const kind = kinds + (number - 1) * kindSize;
    if (
      load<u64>(kind) === hash &&
      load<u32>(kind + projectionLength) === u32(length) &&
      isAlike(kind, length)
    )
      return i32(number) - 1;
    index = (index + 1) & (slotCount - 1);
  }
}

function isAlike(kind: usize, length: usize): bool {
  const other = usize(load<u32>(kind + projectionAt));
  for (let at: usize = 0; at < length; at += 8)
    if (load<u64>(scratch + at) !== load<u64>(other + at)) return false;
  return true;
}

/** Reads an object at which parts are wanted. @returns the place behind it; 0 when not sure */
function object(start: usize, place: usize, depth: i32): usize {
  let at = start + 1;
  if (load<u8>(at) === closeObject) return at + 1;
  let hasOthers = false;
  while (true) {
    if (load<u8>(at) !== quote) return 0;
    const keyStart = at + 1;
    const keyEnd = plainString(keyStart);
    if (keyEnd === 0 || load<u8>(keyEnd + 1) !== colon) return 0;
    const inner = placeNamed(keyStart, keyEnd, place);
    if (inner === 0) {
      hasOthers = true;
      at = skip(keyEnd + 2, depth + 1);
    } else at = take(keyEnd + 2, inner, depth + 1);
    if (at === 0) return 0;
    const next = load<u8>(at++);
    if (next === closeObject) return !hasOthers || depth === 0 || noteOthers(place) ? at : 0;
    if (next !== comma) return 0;
  }
}

function placeNamed(start: usize, end: usize, around: usize): usize {
  const length = u32(end - start);
  // What lies behind the key is cut off.
  const kept = length < 8 ? (u64(1) << (length * 8)) - 1 : u64.MAX_VALUE;
  const head = load<u64>(start) & kept;
  let place = usize(load<u32>(around + inside));
  for (let left = load<u32>(around + insideCount); left > 0; left--, place += placeSize) {
    if (load<u64>(place) !== head || load<u32>(place + keyLength) !== length) continue;
    const key = usize(load<u32>(place + keyAt));
    let at: usize = 8;
    while (at < length && load<u8>(key + at) === load<u8>(start + at)) at++;
    if (at >= length) return place;
  }
  return 0;
}

function take(start: usize, place: usize, depth: i32): usize {
  // A key that is there twice: a parser takes the last.
  if (load<u32>(place + lastLine) === lineNumber) return 0;
  store<u32>(place + lastLine, lineNumber);
  const asked = load<u32>(place + what);
  if ((asked & (isDecisionId | isTimestamp)) !== 0) {
    if (load<u8>(start) !== quote) return 0;
    const end = plainString(start + 1);
    if (end <= start + 1) return 0;
    if ((asked & isDecisionId) !== 0) {
      idStart = start + 1;
      idEnd = end;
    } else {
      timeStart = start + 1;
      timeEnd = end;
    }
    return end + 1;
  }
  if ((asked & isWhole) === 0 && load<u8>(start) === openObject) {
    if (!note(asked >> 16, start, start + 1)) return 0;
    return load<u32>(place + insideCount) > 0 ? object(start, place, depth) : skip(start, depth);
  }
  const end = skip(start, depth);
  return end === 0 || !note(asked >> 16, start, end) ? 0 : end;
}

/** Adds a part to the projection. Line breaks, which no line has in it, hold the parts apart. */
function note(id: u32, start: usize, end: usize): bool {
  const length = end - start;
  if (projected + length + 3 > scratch + maxProjection) return false;
  store<u32>(projected, (id << 8) | u32(newline));
  projected += 3;
  if (length > 128) memory.copy(projected, start, length);
  else for (let at: usize = 0; at < length; at += 16) v128.store(projected + at, v128.load(start + at));
  projected += length;
  return true;
}

/** Adds to the projection that the object at a place has members that are not wanted. No value begins so. */
function noteOthers(place: usize): bool {
  if (projected + 4 > scratch + maxProjection) return false;
  store<u32>(projected, ((load<u32>(place + what) >> 16) << 8) | u32(newline) | (u32(plus) << 24));
  projected += 4;
  return true;
}
