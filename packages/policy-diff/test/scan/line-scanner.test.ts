import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseJson } from "@bylaw/engine/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLineScanner, unsure } from "../../src/scan/line-scanner.ts";
import { wantedPlaces } from "../../src/scan/wanted.ts";
import { sample } from "../fixture.ts";

const lines = readFileSync(join(sample, "decisions.ndjson"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith('{"decision_id"'));

const reads = [["method"], ["user", "role"], ["attributes", "request", "http", "method"], ["path"]];

/** With what is wanted always the same, lines that are alike get the same number. */
function scannerOf(places: readonly (readonly string[])[] = []) {
  const scanner = createLineScanner();
  scanner.want(wantedPlaces(reads, places));
  return (line: string | Buffer) => {
    const bytes = Buffer.from(typeof line === "string" ? `${line}\n` : line);
    const end = typeof line === "string" ? bytes.length - 1 : line.length;
    const found = scanner.scan(bytes, 0, end);
    if (found === unsure) return undefined;
    const kind = found < 0 ? scanner.keep() : found;
    return { kind, id: scanner.decisionId(), time: scanner.timestamp() };
  };
}

const scan = (line: string | Buffer) => scannerOf()(line);

const line = (input: string, more = "") =>
  `{"decision_id":"a","input":${input},"path":"t/allow","result":true,"timestamp":"2026-01-01T00:00:00Z"${more}}`;

test("the compiled half is what its source compiles to", async () => {
  const build = new URL("../../assembly/build.mjs", import.meta.url).pathname;
  const { stderr } = await promisify(execFile)(process.execPath, [build, "--check"]);
  expect(stderr).toBe("");
});

test("recorded lines are read from their bytes", () => {
  expect(lines.length).toBeGreaterThan(20);
  for (const text of lines) {
    const document: Record<string, unknown> = JSON.parse(text);
    expect(scan(text)).toMatchObject({ id: document.decision_id, time: document.timestamp });
  }
});

test("what is not needed makes no difference, what is needed does", () => {
  const scanWithTenant = scannerOf([["tenant"]]);
  const of = (input: string) => scanWithTenant(line(input))?.kind;
  const one = of('{"method":"GET","user":{"role":"a","name":"x"},"n":1}');
  expect(one).toBeDefined();
  expect(of('{"method":"GET","user":{"role":"a","name":"y"},"n":[2,{"z":null}]}')).toBe(one);
  for (const other of [
    '{"method":"PUT","user":{"role":"a"}}',
    '{"method":"GET","user":{"role":"b"}}',
    '{"method":"GET","user":{}}',
    '{"method":"GET"}',
    '{"method":"GET","user":"a"}',
    '{"method":"GET","user":{"role":"a"},"tenant":{}}',
    '{"method":"GET","user":{"role":"a"},"tenant":1}',
    "null",
    "[]",
  ]) {
    expect(of(other), other).toBeDefined();
    expect(of(other), other).not.toBe(one);
  }
  // Whether an object has other members tells whether a mask may have made it.
  expect(of('{"method":"GET","user":{"role":"a"}}')).not.toBe(one);
  expect(of('{"user":{"role":"a"},"tenant":{"a":1}}')).toBe(of('{"user":{"role":"a"},"tenant":{"b":2}}'));
});

describe("gives nothing where it is not sure", () => {
  test.each([
    ["a key with an escape", line('{"m\\u0065thod":"GET"}')],
    ["a key twice", line('{"method":"GET","method":"PUT"}')],
    ["a member twice", line("{}", ',"result":false')],
    ["a time that is none", line("{}").replace("T00:00:00Z", "T00:00:00+1")],
    ["blanks", line('{"method": "GET"}')],
    ["a number beyond what a double holds", line('{"n":1e999}')],
    ["no decision id", line("{}").replace('"decision_id":"a",', "")],
    ["an id that is no text", line("{}").replace('"a"', "1")],
    ["deep nesting", line("[".repeat(100) + "]".repeat(100))],
    ["a document that ends early", line("{}").slice(0, -1)],
    ["more behind the document", `${line("{}")}{}`],
    ["a broken escape", line('{"n":"\\x"}')],
    ["a control character", line('{"n":"\u0001"}')],
    ["a leading zero", line('{"n":01}')],
    ["a word that is none", line('{"n":nil}')],
  ])("%s", (_, text) => expect(scan(text)).toBeUndefined());

  test("bytes that are not UTF-8", () => {
    const bytes = Buffer.from(line('{"n":"é"}'));
    expect(scan(bytes)).toBeDefined();
    bytes[bytes.indexOf(0xc3)] = 0xff;
    expect(scan(bytes)).toBeUndefined();
  });
});

test("a line that is changed anywhere is read as a parser reads it, or not at all", () => {
  const edit = fc.record({
    at: fc.nat(10_000),
    drop: fc.nat(3),
    put: fc.constantFrom(
      "",
      '"',
      "\\",
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "0",
      "1e9",
      "é",
      "\u0000",
      " ",
      "null",
      '"path":1,',
    ),
  });
  let taken = 0;
  const scan = scannerOf();
  const property = fc.property(fc.nat(lines.length - 1), fc.array(edit, { maxLength: 3 }), (index, edits) => {
    let text = lines[index] ?? "";
    for (const { at, drop, put } of edits) {
      const place = at % text.length;
      text = text.slice(0, place) + put + text.slice(place + drop);
    }
    const found = scan(text);
    if (found === undefined) return;
    taken++;
    const document = parseJson(text);
    expect(document).toMatchObject({ decision_id: found.id, timestamp: found.time });
    // What a parser reads and writes again is read to the same parts.
    const again = scan(JSON.stringify(JSON.parse(text)));
    if (again !== undefined && !/\\|\d{15}|\.\d|-0/.test(text)) expect(again.kind).toBe(found.kind);
  });
  fc.assert(property, { numRuns: 3_000 });
  expect(taken).toBeGreaterThan(100);
});
