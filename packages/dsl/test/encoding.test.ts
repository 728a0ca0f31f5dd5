import {
  base64Decode,
  base64Encode,
  base64UrlDecode,
  base64UrlEncode,
  hexDecode,
  hexEncode,
  percentDecode,
  percentEncode,
} from "@bylaw/dsl/encoding";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const decoders = [
  ["base64Decode", base64Decode, (bytes: Buffer) => bytes.toString("base64")],
  ["base64UrlDecode", base64UrlDecode, (bytes: Buffer) => bytes.toString("base64url")],
  ["hexDecode", hexDecode, (bytes: Buffer) => bytes.toString("hex")],
  ["percentDecode", percentDecode, (bytes: Buffer) => bytes.toString("hex").replaceAll(/../g, "%$&")],
] as const;

const encoders = [
  [base64Encode, base64Decode],
  [base64UrlEncode, base64UrlDecode],
  [hexEncode, hexDecode],
  [percentEncode, percentDecode],
] as const;

/** What the platform reads, which knows UTF-8 by itself. */
function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes around the borders of UTF-8: leads, continuations, surrogates, U+FFFD itself. */
const bytes = fc
  .array(
    fc.oneof(
      fc.constantFrom(0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbd, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0),
      fc.constantFrom(0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff),
      fc.nat(255),
    ),
    { maxLength: 5 },
  )
  .map((values) => Buffer.from(values));

describe.each(decoders)("%s", (_, decode, encode) => {
  it("gives what bytes of UTF-8 say, and nothing for others", () => {
    const found = new Set<boolean>();
    fc.assert(
      fc.property(bytes, (given) => {
        found.add(utf8(given) === undefined);
        expect(decode(encode(given))).toBe(utf8(given));
      }),
      { numRuns: 3_000, seed: 5 },
    );
    expect(found.size).toBe(2);
  });

  it("takes a long text", () => {
    const long = "é".repeat(200_000);
    expect(decode(encode(Buffer.from(long))) === long).toBe(true);
  });
});

it("gives back each text that was encoded", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const [encode, decode] of encoders) expect(decode(encode(text))).toBe(text);
    }),
  );
});

it("encodes as RFC 4648 and RFC 3986 have it", () => {
  expect(base64Encode("é?>~")).toBe("w6k/Pn4=");
  expect(base64UrlEncode("é?>~")).toBe("w6k_Pn4");
  expect(hexEncode("é/")).toBe("c3a92f");
  expect(percentEncode("a b+c/é-._~!'()*")).toBe("a%20b%2Bc%2F%C3%A9-._~%21%27%28%29%2A");
});

it("encodes a lone surrogate as the replacement character", () => {
  for (const [encode] of encoders) expect(encode("\ud800\udc80\udcff")).toBe(encode("\u{10080}\ufffd"));
});

describe("a text of another form gives nothing", () => {
  it.each([
    "QQ",
    "QQ=",
    "QQ===",
    "QR==",
    "QUJ=",
    "Q",
    "QQ==QQ==",
    "QUI\n=",
    "QUJD\n",
    " QUJD",
    "QU-_",
    "=",
    "é",
  ])("%j of base64", (text) => expect(base64Decode(text)).toBeUndefined());

  it.each(["Q", "QQ=", "QR", "QUJ", "QQ===", "QU+/", "QUJD\n", "===="])("%j of base64url", (text) =>
    expect(base64UrlDecode(text)).toBeUndefined(),
  );

  it.each(["4", "4g", "0x41", "41 ", "41\n", "４１", "é"])("%j of hex", (text) =>
    expect(hexDecode(text)).toBeUndefined(),
  );

  it.each(["%", "%4", "%4g", "%g4", "a%", "%%41", "%41%", "%u0041", "% 41", "%\n"])("%j of escapes", (text) =>
    expect(percentDecode(text)).toBeUndefined(),
  );
});

it("takes what encoders leave open", () => {
  expect(base64UrlDecode("QQ")).toBe("A");
  expect(base64UrlDecode("QQ==")).toBe("A");
  expect(base64UrlDecode("QUI=")).toBe("AB");
  expect(hexDecode("4A4b")).toBe("JK");
  expect(percentDecode("a+b%2bé\n%C3%a9")).toBe("a+b+é\né");
});

it("takes away one layer of escapes only", () => expect(percentDecode("%252e%252E")).toBe("%2e%2E"));
