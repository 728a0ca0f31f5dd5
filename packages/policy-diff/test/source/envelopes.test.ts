import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parseJson, stringifyJson } from "@bylaw/engine/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isObject } from "../../src/json-value.ts";
import { sample } from "../fixture.ts";
import { read } from "./read.ts";

/** OPA's console output as recorded: decisions, and lines of its own. */
const recorded = readFileSync(join(sample, "decisions.ndjson"), "utf8").trimEnd().split("\n").slice(0, 120);
const decisions = recorded.flatMap((line) => {
  const document = parseJson(line);
  return isObject(document) && document.msg === "Decision Log" ? [stringifyJson(document)] : [];
});

const time = "2026-11-24T02:56:53.066528552Z";
const lines = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join("\n");
const parts = (text: string, size: number) => text.match(new RegExp(`[^]{1,${size}}`, "gu")) ?? [];

const any = (value: unknown): unknown => {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number")
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(any) } };
  if (typeof value !== "object" || value === null) return {};
  return {
    kvlistValue: { values: Object.entries(value).map(([key, held]) => ({ key, value: any(held) })) },
  };
};

/** What each product's documentation says that it makes of lines; the source is named in the envelope's file. */
const wrappings: Readonly<Record<string, readonly ((given: readonly string[]) => string | Uint8Array)[]>> = {
  docker: [
    (given) =>
      given
        .flatMap((line) =>
          parts(`${line}\n`, 200).map((log) => JSON.stringify({ log, stream: "stderr", time })),
        )
        .join("\n"),
  ],
  cri: [
    (given) => given.map((line) => `${time} stderr F ${line}`).join("\n"),
    (given) =>
      given
        .flatMap((line) => {
          const cut = parts(line, 300);
          return cut.map((part, index) => `${time} stderr ${index === cut.length - 1 ? "F" : "P"} ${part}`);
        })
        .join("\n"),
  ],
  prefixed: [
    (given) => given.map((line) => `[pod/opa-7d9f/opa] ${line}`).join("\n"),
    (given) => given.map((line) => `${time} ${line}`).join("\n"),
    (given) => given.map((line) => `Nov 24 02:56:53 node-1 opa[812]: ${line}`).join("\n"),
    (given) =>
      given
        .map((line) => `${time} | 28 | opal_client.engine.logger | INFO | Decision Log ${line}`)
        .join("\n"),
  ],
  loki: [
    (given) => lines(given.map((line) => ({ labels: { app: "opa" }, line, timestamp: time }))),
    (given) =>
      JSON.stringify(
        {
          status: "success",
          data: {
            resultType: "streams",
            result: [{ stream: { app: "opa" }, values: given.map((line) => ["1795489013066528552", line]) }],
          },
        },
        undefined,
        2,
      ),
  ],
  elasticsearch: [
    (given) => given.map((line) => `{"_index":"opa","_id":"1","_source":${line}}`).join("\n"),
    (given) =>
      lines(given.map((line) => ({ _index: "opa", _source: { "@timestamp": time, message: line } }))),
    (given) =>
      `{"took":1,"hits":{"total":1,"hits":[${given.map((line) => `{"_source":${line}}`).join(",")}]}}`,
    (given) => `[${given.map((line) => `{"_index":"opa","_source":${line}}`).join(",")}]`,
  ],
  splunk: [
    (given) => lines(given.map((line, offset) => ({ preview: false, offset, result: { _raw: line } }))),
    (given) => lines(given.map((line) => ({ _raw: line, host: "node-1", sourcetype: "opa" }))),
    (given) => given.map((line) => `{"time":1,"host":"a","sourcetype":"opa","event":${line}}`).join(""),
  ],
  cloudwatch: [
    (given) =>
      given
        .map((message) =>
          JSON.stringify({
            messageType: "DATA_MESSAGE",
            owner: "1",
            logGroup: "opa",
            logEvents: [{ id: "1", timestamp: 1, message }],
          }),
        )
        .join(""),
    (given) =>
      Buffer.concat(
        given.map((message) =>
          gzipSync(
            JSON.stringify({ messageType: "DATA_MESSAGE", logEvents: [{ id: "1", timestamp: 1, message }] }),
          ),
        ),
      ),
    (given) => JSON.stringify({ events: given.map((message) => ({ timestamp: 1, message })) }, undefined, 4),
  ],
  "open-telemetry": [
    (given) =>
      lines(
        given.map((line) => ({
          resourceLogs: [
            { resource: {}, scopeLogs: [{ scope: {}, logRecords: [{ body: { stringValue: line } }] }] },
          ],
        })),
      ),
    (given) =>
      lines(
        given.map((line) => ({
          resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: any(JSON.parse(line)) }] }] }],
        })),
      ),
  ],
  "google-cloud": [
    (given) => given.map((line) => `{"logName":"projects/a/logs/stderr","jsonPayload":${line}}`).join("\n"),
    (given) => lines(given.map((line) => ({ logName: "projects/a/logs/stderr", textPayload: line }))),
  ],
  datadog: [
    (given) =>
      given.map((line) => `{"_id":"A","date":"${time}","service":"opa","attributes":${line}}`).join("\n"),
    (given) =>
      `[${given.map((line) => `{"id":"A","type":"log","attributes":{"attributes":${line}}}`).join(",")}]`,
  ],
  fluent: [
    (given) => lines(given.map((line) => ({ log: line, stream: "stderr", kubernetes: { pod_name: "opa" } }))),
    (given) => given.map((line) => `{"log":${line},"kubernetes":{}}`).join("\n"),
    (given) =>
      given
        .flatMap((line, id) => {
          const cut = parts(line, 250);
          return cut.map((log, index) =>
            JSON.stringify({
              container_id: "c",
              log,
              partial_message: "true",
              partial_id: String(id),
              partial_ordinal: String(index + 1),
              partial_last: String(index === cut.length - 1),
            }),
          );
        })
        .join("\n"),
  ],
};

const cases = Object.entries(wrappings).flatMap(([name, ways]) =>
  ways.map((wrap, index) => ({ name, way: index + 1, wrap })),
);

describe("what log pipelines wrap around decisions comes off by itself", () => {
  test.each(cases)("$name, $way", async ({ name, wrap }) => {
    const { readings, summary } = await read(wrap(recorded));
    const found = readings.map((reading) =>
      reading.kind === "event" ? stringifyJson(reading.document) : reading.kind,
    );
    expect(found.map(sorted)).toEqual(decisions.map(sorted));
    expect(summary.envelopes).toContain(name);
    expect(summary).toMatchObject({ unreadable: 0, truncated: false, events: decisions.length });
  });

  test("numbers beyond 2^53 stay exact in each", async () => {
    const line = '{"decision_id":"a","path":"p/allow","input":{"n":9007199254740993}}';
    // OpenTelemetry's own integers have 64 bits, and its texts have every digit.
    for (const { name, way, wrap } of cases.filter((one) => one.name !== "open-telemetry" || one.way === 1)) {
      const { readings } = await read(wrap([line]));
      const [reading] = readings;
      expect(reading?.kind === "event" ? reading.document.input : `${name} ${way}`).toEqual({
        n: 9007199254740993n,
      });
    }
  });

  test("one in the other: a runtime's line, in a collector's record, in a store's hit", async () => {
    const line = decisions[0] ?? "";
    const hit = { _source: { log: `${time} stderr F ${line}` } };
    const { readings, summary } = await read(JSON.stringify(hit));
    expect(readings.map(({ kind }) => kind)).toEqual(["event"]);
    expect(summary.envelopes).toEqual(["cri", "fluent", "elasticsearch"]);
  });

  test("what a pipeline does that is not in the table, by its pointer", async () => {
    const [line = ""] = decisions;
    const content = `${JSON.stringify({ payload: { "a/b": [line, line] } })}\n${line}\n`;
    const limits = { maxEventBytes: 1 << 20, maxDepth: 256 };
    const { readings, summary } = await read(content, { ...limits, unwrap: ["/payload/a~1b"] });
    expect(readings.map(({ kind }) => kind)).toEqual(["event", "event", "event"]);
    expect(summary.envelopes).toEqual(["/payload/a~1b"]);
    expect((await read(content, limits)).readings).toHaveLength(1);
  });

  test("wrappers without end are not followed", async () => {
    let line = decisions[0] ?? "";
    for (let layer = 0; layer < 12; layer++) line = JSON.stringify({ log: line });
    expect((await read(line)).readings).toEqual([]);
  });

  test("a source that changes its layout midway", async () => {
    const [a = "", b = "", c = ""] = decisions;
    const content = `${a}\n${time} stderr F ${b}\n${JSON.stringify({ log: `${c}\n`, stream: "stderr", time })}\n`;
    expect((await read(content)).summary).toMatchObject({ events: 3, envelopes: ["cri", "docker"] });
  });
});

describe("lines that a runtime cut into parts", () => {
  test("two streams that write at once, whatever the sizes of the parts", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom("stdout", "stderr"), fc.integer({ min: 1, max: 900 })), {
          minLength: 1,
          maxLength: 40,
        }),
        async (turns) => {
          const waiting = { stdout: [...decisions.slice(0, 4)], stderr: [...decisions.slice(4, 8)] };
          const current = { stdout: waiting.stdout.shift() ?? "", stderr: waiting.stderr.shift() ?? "" };
          const written: string[] = [];
          let finished = 0;
          for (const [name, size] of turns) {
            const stream = name as "stdout" | "stderr";
            if (current[stream] === "") continue;
            const whole = current[stream].length <= size;
            written.push(`${time} ${stream} ${whole ? "F" : "P"} ${current[stream].slice(0, size)}`);
            current[stream] = whole ? (waiting[stream].shift() ?? "") : current[stream].slice(size);
            if (whole) finished++;
          }
          const { summary, readings } = await read(written.join("\n"));
          expect(summary.events).toBe(finished);
          // A line that was begun is named, not lost; its first part may be too short to tell what it was.
          expect(readings.length - finished).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 60, seed: 20261124 },
    );
  });

  test("a line whose end never came is named once", async () => {
    const [a = "", b = ""] = decisions;
    const content = `${time} stderr P ${a.slice(0, 100)}\n${time} stdout F ${b}\n`;
    const { found, summary } = await read(content);
    expect(found[1]).toBe("1 unreadable: truncated: parts of the line are missing");
    expect(summary).toMatchObject({ events: 1, unreadable: 1, truncated: true });
  });

  test("a line cut at 16 KiB without a mark is named as cut, not as noise", async () => {
    const [a = ""] = decisions;
    const { found } = await read(`${a.slice(0, 400)}\n${a.slice(400)}\n`);
    expect(found).toEqual([
      "1 unreadable: truncated: the line ends within its document",
      "2 unreadable: the line is not a JSON document",
    ]);
  });

  test("parts without end are given up at the bound, and reading goes on", async () => {
    const part = `${time} stderr P {"decision_id":"${"x".repeat(300)}`;
    const content = `${`${part}\n`.repeat(50)}${time} stdout F ${decisions[0]}\n`;
    const { summary, readings } = await read(content, { maxEventBytes: 5_000, maxDepth: 64 });
    expect(summary.events).toBe(1);
    expect(readings.some((reading) => reading.kind === "unreadable")).toBe(true);
  });
});

test("what OPA says of lost decisions is counted", async () => {
  const lost = [
    "Decision log dropped as rate limit exceeded. Reduce reporting interval or increase rate limit.",
    "Dropped 3 chunks from buffer. Reduce reporting interval or increase buffer size.",
  ].map((msg) => JSON.stringify({ level: "error", msg, plugin: "decision_logs" }));
  const { summary } = await read([...lost, decisions[0], "Decision log dropped"].join("\n"));
  expect(summary).toMatchObject({ events: 1, lost: 2 });
});

test.each([
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd, 0, 1, 2, 3]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2]],
  ["bzip2", [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26]],
])("a file packed with %s is named as such", async (name, bytes) => {
  const { found } = await read(Buffer.from(bytes));
  expect(found).toEqual([expect.stringContaining(`packed with ${name}`)]);
});

/** A document with its keys in order, as pipelines keep none. */
function sorted(text: string): string {
  try {
    return stringifyJson(ordered(JSON.parse(text)) as never);
  } catch {
    return text;
  }
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, held]) => [key, ordered(held)]),
  );
}
