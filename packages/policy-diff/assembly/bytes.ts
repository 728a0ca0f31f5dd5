/** Bytes that JSON and times are made of. */

export const newline: u8 = 0x0a;
export const quote: u8 = 0x22;
export const plus: u8 = 0x2b;
export const comma: u8 = 0x2c;
export const minus: u8 = 0x2d;
export const point: u8 = 0x2e;
export const zero: u8 = 0x30;
export const colon: u8 = 0x3a;
export const bigE: u8 = 0x45;
export const bigT: u8 = 0x54;
export const bigZ: u8 = 0x5a;
export const openArray: u8 = 0x5b;
export const backslash: u8 = 0x5c;
export const closeArray: u8 = 0x5d;
export const smallA: u8 = 0x61;
export const smallE: u8 = 0x65;
export const smallF: u8 = 0x66;
export const smallU: u8 = 0x75;
export const openObject: u8 = 0x7b;
export const closeObject: u8 = 0x7d;

/** Whether a byte is a digit of a decimal number. */
export function isDigit(byte: u8): bool {
  return byte - zero < 10;
}
