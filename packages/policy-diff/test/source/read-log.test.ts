import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { read } from "./read.ts";

const event = (id: string, more = "") =>
  `{"decision_id":"${id}","path":"a/allow","timestamp":"2026-01-02T03:04:05Z"${more}}`;

describe("formats", () => {
  test("console output: decisions among the server's own lines", async () => {
    const { found, summary } = await read(
      [
        '{"level":"info","msg":"Initializing server."}',
        '{"decision_id":"a","msg":"Decision Log","level":"info"}',
        "a line of plain text",
        "",
        '{"decision_id":"b","msg":"Decision Log","level":"info"}',
        '{"level":"info","msg":"Sent response.","decision_id":"b"}',
      ].join("\n"),
    );
    expect(found).toEqual(["2 a", "5 b"]);
    expect(summary).toMatchObject({
      format: "console",
      events: 2,
      otherLines: 3,
      unreadable: 0,
      truncated: false,
    });
  });

  test("NDJSON, with a byte order mark and carriage returns", async () => {
    const { found, summary } = await read(`\ufeff${event("a")}\r\n${event("b")}\r\n`);
    expect(found).toEqual(["1 a", "2 b"]);
    expect(summary).toMatchObject({ format: "ndjson", compressed: false });
  });

  test("a batch, as uploaded: gzip of an array, indices from 0", async () => {
    const { found, summary } = await read(gzipSync(`[${event("a")},\n ${event("b", ',"input":"]}"')}]`));
    expect(found).toEqual(["0 a", "1 b"]);
    expect(summary).toMatchObject({ format: "array", compressed: true, truncated: false });
  });

  test("several gzip members, and several arrays, in one file", async () => {
    const members = [gzipSync(`[${event("a")}]`), gzipSync("[]"), gzipSync(`[${event("b")},${event("c")}]`)];
    expect((await read(Buffer.concat(members))).found).toEqual(["0 a", "1 b", "2 c"]);
  });

  test("a log whose first line begins with a bracket is no array", async () => {
    expect((await read(`[INFO] started\n${event("a")}\n`)).found).toEqual(["2 a"]);
  });

  test("numbers beyond 2^53 stay exact", async () => {
    const { readings } = await read(event("a", ',"input":{"n":9007199254740993}'));
    const [reading] = readings;
    expect(reading?.kind === "event" ? reading.document.input : undefined).toEqual({ n: 9007199254740993n });
  });

  test("an empty file", async () => {
    const { found, summary } = await read("");
    expect(found).toEqual([]);
    expect(summary.format).toBe("empty");
  });
});

describe("what is broken is named, and the rest is read", () => {
  test("half a line in the middle", async () => {
    const { found } = await read(`${event("a")}\n{"decision_id":"b","pa\n${event("c")}\n`);
    expect(found).toEqual(["1 a", "2 unreadable: truncated: the line ends within its document", "3 c"]);
  });

  test("the second half of a line", async () => {
    const { found } = await read(`h":"x","msg":"Decision Log"}\n${event("a")}\n`);
    expect(found).toEqual(["1 unreadable: the line is not a JSON document", "2 a"]);
  });

  test("a last line that is cut off", async () => {
    const { found, summary } = await read(`${event("a")}\n${event("b").slice(0, 30)}`);
    expect(found).toEqual(["1 a", "2 unreadable: truncated: the line ends within its document"]);
    expect(summary.truncated).toBe(true);
  });

  test("invalid UTF-8", async () => {
    const { found } = await read(
      Buffer.concat([
        Buffer.from(`${event("a")}\n{"decision_id":"b`),
        Buffer.from([0xff, 0xfe]),
        Buffer.from(`"}\n${event("c")}`),
      ]),
    );
    expect(found).toEqual(["1 a", "2 unreadable: the line is not valid UTF-8", "3 c"]);
  });

  test("gzip cut short within an event", async () => {
    // Incompressible, so that the cut falls where it should.
    const noise = Array.from({ length: 3000 }, (_, index) =>
      ((index * 7919 * (index + 13)) % 65536).toString(36),
    ).join("");
    const whole = gzipSync(`[${event("a")},${event("b", `,"input":"${noise}"`)}]`);
    const { found, summary } = await read(whole.subarray(0, whole.length - 1500));
    expect(found).toEqual(["0 a", "1 unreadable: truncated: the element ends within its document"]);
    expect(summary).toMatchObject({ truncated: true, unreadable: 1 });
  });

  test("gzip cut short between two events", async () => {
    const whole = gzipSync(`${event("a")}\n`);
    const { found, summary } = await read(whole.subarray(0, whole.length - 6));
    expect(found).toEqual(["1 a", "2 unreadable: the gzip data is cut short"]);
    expect(summary.truncated).toBe(true);
  });

  test("gzip that is damaged", async () => {
    const whole = gzipSync(`${event("a")}\n`.repeat(50));
    whole.fill(0xff, 20, 40);
    const { found, summary } = await read(whole);
    expect(found.at(-1)).toMatch(/unreadable: the gzip data is broken/);
    expect(summary.truncated).toBe(true);
  });

  test("an array that is cut off", async () => {
    const { found } = await read(`[${event("a")},${event("b").slice(0, 40)}`);
    expect(found).toEqual(["0 a", "1 unreadable: truncated: the element ends within its document"]);
  });

  test("a line longer than the bound is passed over", async () => {
    const limits = { maxEventBytes: 200, maxDepth: 10 };
    const { found } = await read(
      `${event("a")}\n${event("b", `,"input":"${"x".repeat(500)}"`)}\n${event("c")}\n`,
      limits,
    );
    expect(found).toEqual(["1 a", "2 unreadable: the line is longer than 200 bytes", "3 c"]);
  });

  test("an event that is nested too deeply", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const { found } = await read(`${event("a", `,"input":${deep}`)}\n${event("b")}\n`);
    expect(found).toEqual(["1 unreadable: nested deeper than 256", "2 b"]);
  });
});
