import { bigT, bigZ, colon, isDigit, minus, plus, point, smallA, smallF, zero } from "./bytes";

const longestTime: usize = 40;
export const notTime: u32 = u32.MAX_VALUE;

/**
 * Reads a time as event/normalise.ts takes it: RFC 3339, with a zone or without.
 *
 * @returns its hour as a number such as 2026013123; 0 where it is not written in UTC; `notTime` where it must be parsed
 */
export function hourOf(start: usize, end: usize): u32 {
  const length = end - start;
  if (length < 19 || length > longestTime) return notTime;
  for (let at: usize = 0; at < 19; at++) {
    const byte = load<u8>(start + at);
    if (at === 4 || at === 7) {
      if (byte !== minus) return notTime;
    } else if (at === 13 || at === 16) {
      if (byte !== colon) return notTime;
    } else if (at === 10 ? byte !== bigT : !isDigit(byte)) return notTime;
  }
  let at = start + 19;
  if (load<u8>(at) === point) {
    const fraction = ++at;
    while (isDigit(load<u8>(at))) at++;
    if (at === fraction || at - fraction > 12) return notTime;
  }
  if (at === end) return 0;
  if (load<u8>(at) !== bigZ) return isOffset(at, end) ? 0 : notTime;
  const year = digits(start, 4);
  // A later one does not fit.
  if (at + 1 !== end || year > 4000) return notTime;
  return ((year * 100 + digits(start + 5, 2)) * 100 + digits(start + 8, 2)) * 100 + digits(start + 11, 2);
}

function isOffset(start: usize, end: usize): bool {
  const sign = load<u8>(start);
  if ((sign !== minus && sign !== plus) || !areDigits(start + 1)) return false;
  const minutes = load<u8>(start + 3) === colon ? start + 4 : start + 3;
  return areDigits(minutes) && minutes + 2 === end;
}

function areDigits(at: usize): bool {
  return isDigit(load<u8>(at)) && isDigit(load<u8>(at + 1));
}

function digits(start: usize, length: usize): u32 {
  let value: u32 = 0;
  for (let at = start; at < start + length; at++) value = value * 10 + (load<u8>(at) - zero);
  return value;
}

/** Makes room for a time between two others, each a length and a text. */
export function widen(start: usize, end: usize, earliest: usize, latest: usize): void {
  if (load<u32>(earliest) === 0 || compare(start, end, earliest) < 0) put(start, end, earliest);
  if (load<u32>(latest) === 0 || compare(start, end, latest) > 0) put(start, end, latest);
}

function put(start: usize, end: usize, to: usize): void {
  store<u32>(to, u32(end - start));
  memory.copy(to + 4, start, end - start);
}

/** As texts. */
function compare(start: usize, end: usize, other: usize): i32 {
  const ours = end - start;
  const theirs = usize(load<u32>(other));
  for (let at: usize = 0; at < min(ours, theirs); at++) {
    const difference = i32(load<u8>(start + at)) - i32(load<u8>(other + 4 + at));
    if (difference !== 0) return difference;
  }
  return i32(ours) - i32(theirs);
}

/**
 * Reads a UUID as four words: in lower case only, as another spelling is another id; not the one of zeros.
 *
 * @returns whether it is one
 */
export function readUuid(start: usize, end: usize, to: usize): bool {
  if (end - start !== 36) return false;
  let word: u32 = 0;
  let read: usize = 0;
  let all: u32 = 0;
  for (let at: usize = 0; at < 36; at++) {
    const byte = load<u8>(start + at);
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (byte !== minus) return false;
      continue;
    }
    const digit: u8 = isDigit(byte)
      ? byte - zero
      : byte >= smallA && byte <= smallF
        ? byte - smallA + 10
        : 16;
    if (digit > 15) return false;
    word = (word << 4) | u32(digit);
    read++;
    if ((read & 7) === 0) {
      store<u32>(to + (read >> 1) - 4, word);
      all |= word;
      word = 0;
    }
  }
  return all !== 0;
}

/** The number that hashOfText of replay/sample.ts gives of a text; -1 where it is not ASCII. */
export function hashOfText(start: usize, end: usize): f64 {
  let high: u32 = 0x811c9dc5;
  let low: u32 = 0x9e3779b9;
  for (let at = start; at < end; at++) {
    const byte = u32(load<u8>(at));
    if (byte >= 0x80) return -1;
    high = (high ^ byte) * 0x01000193;
    low = ((low ^ byte) * 0x85ebca6b) ^ (high >> 15);
  }
  high = (high ^ (low >> 13)) * 0xc2b2ae35;
  low = (low ^ (high >> 16)) * 0x27d4eb2f;
  return f64((high ^ (high >> 16)) >> 12) * 4294967296 + f64(low ^ (low >> 15));
}
