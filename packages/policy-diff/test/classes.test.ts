import { describe, expect, test } from "vitest";
import { defects, event, runOn } from "./fixture.ts";

const base = `package t

default allow := false

allow if input.user == "root"

allow if {
	input.user == "ops"
	input.until > time.now_ns()
}

allow if input.secret == "s3"

value := 1 if input.a

value := 2 if input.b
`;

const head = `package t

default allow := false

allow if input.user in {"root", "guest"}

allow if {
	input.user == "ops"
	input.until > time.now_ns()
	time.clock(time.now_ns())[0] < 25
}

allow if input.secret == "s3"

value := 1 if input.a

lookup := http.send({"method": "GET", "url": "http://localhost"}).body if input.b
`;

interface Case {
  readonly name: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly row: Readonly<Record<string, unknown>>;
}

const cases: readonly Case[] = [
  {
    name: "unchanged",
    event: { input: { user: "root" }, result: true },
    row: { class: "unchanged", transition: "allow->allow" },
  },
  {
    name: "changed: a grant",
    event: { input: { user: "guest" }, result: false },
    row: { class: "changed", transition: "deny->allow" },
  },
  {
    name: "out of scope: neither side has the decision",
    event: { path: "other/allow", input: {}, result: true },
    row: { class: "outOfScope" },
  },
  {
    name: "out of scope comes before an input that was never parsed",
    event: { path: "other/allow", input: null, error: "unexpected EOF" },
    row: { class: "outOfScope" },
  },
  {
    name: "the input was never parsed",
    event: { input: null, error: "unexpected EOF" },
    row: { class: "indeterminate", reason: "input" },
  },
  {
    name: "a filter",
    event: { custom: { type: "open-policy-agent/compile" }, input: { user: "root" }, result: { query: {} } },
    row: { class: "indeterminate", reason: "partialEvaluation" },
  },
  {
    name: "the record is an error, and head answers",
    event: { path: "t/value", input: { a: true, b: true }, error: "t.rego:1: eval_conflict_error: two" },
    row: { class: "error", transition: "error->other" },
  },
  {
    name: "an error counts even where a field is masked",
    event: {
      path: "t/value",
      input: { a: true, b: true },
      error: { code: "eval_conflict_error", message: "two" },
      erased: ["/input/a"],
    },
    row: { class: "error" },
  },
  {
    name: "the answer may depend on a field that is gone",
    event: { input: { user: "clerk" }, result: false, erased: ["/input/secret"] },
    row: { class: "indeterminate", reason: "masked", paths: ["/input/secret"] },
  },
  {
    name: "a masked field that no side reads does not count",
    event: { input: { user: "guest" }, result: false, erased: ["/input/email"] },
    row: { class: "changed" },
  },
  {
    name: "a masked field that is read does not count where it cannot alter the answer",
    event: { input: { user: "root" }, result: true, erased: ["/input/secret"] },
    row: { class: "unchanged", transition: "allow->allow" },
  },
  {
    name: "nor does a builtin without a record",
    event: { input: { user: "ops", until: -1, secret: "s3" }, result: true },
    row: { class: "unchanged", transition: "allow->allow" },
  },
  {
    name: "a masked result cannot be compared with",
    event: { input: { user: "root" }, result: "***", masked: ["/result"] },
    row: { class: "indeterminate", reason: "masked", paths: ["/result"] },
  },
  {
    name: "a builtin whose answer is not in the record",
    event: { input: { user: "ops", until: 5 }, result: false },
    row: { class: "indeterminate", reason: "nondeterministic", paths: ["time.now_ns"] },
  },
  {
    name: "a builtin whose answer is in the record",
    event: {
      input: { user: "ops", until: 5 },
      result: true,
      nd_builtin_cache: { "time.now_ns": { "[]": 4 } },
    },
    row: { class: "unchanged" },
  },
  {
    name: "base does not give the recorded result",
    event: { input: { user: "root" }, result: false },
    row: { class: "indeterminate", reason: "notReproduced" },
  },
  {
    name: "a decision that only head has was undefined on base",
    event: { path: "t/lookup", input: { a: 1 } },
    row: { class: "unchanged", transition: "undefined->undefined" },
  },
  {
    name: "no input is not an input of null",
    event: { result: false },
    row: { class: "unchanged" },
  },
];

describe.each(["opa", "opa-wasm", "javascript"] as const)("classes, by %s", (engine) => {
  test("each event falls in the first class that fits", async () => {
    const log = cases
      .map(({ event: members }, index) => event({ decision_id: String(index), ...members }))
      .join("\n");
    const { report, rows } = await runOn(base, head, log, { engine });
    expect(defects(report)).toEqual([]);
    for (const [index, { name, row }] of cases.entries()) {
      expect(
        rows.find(({ decision_id }) => decision_id === String(index)),
        name,
      ).toMatchObject(row);
    }
  });
});

test("a repeated decision id is counted once, and a missing one is no duplicate", async () => {
  const one = { input: { user: "root" }, result: true };
  const log = [
    event({ decision_id: "a", ...one }),
    event({ decision_id: "a", ...one }),
    event({ decision_id: undefined, ...one }),
    event({ decision_id: undefined, ...one }),
  ];
  const { report, rows } = await runOn(base, head, log.join("\n"));
  expect(report.totals).toMatchObject({ read: 4, duplicate: 1, unchanged: 3 });
  expect(rows.map((row) => row.class)).toEqual(["unchanged", "duplicate", "unchanged", "unchanged"]);
});

test("rows come in the order of the log, whatever is broken in it", async () => {
  const log = [
    event({ decision_id: "a", input: { user: "root" }, result: true }),
    '{"decision_id": "half',
    event({ decision_id: "b", path: "other/allow", result: true }),
    event({ decision_id: "c", input: { user: "guest" }, result: false }),
  ];
  const { report, rows } = await runOn(base, head, log.join("\n"));
  expect(rows.map((row) => [row.source.position, row.class])).toEqual([
    [1, "unchanged"],
    [2, "unreadable"],
    [3, "outOfScope"],
    [4, "changed"],
  ]);
  expect(report.warnings).toContainEqual({
    code: "unreadable",
    message: "log.ndjson:2: truncated: the line ends within its document",
    count: 1,
  });
});

test("events without input are named", async () => {
  const { report } = await runOn(base, head, event({ result: false }));
  expect(report.warnings).toContainEqual({
    code: "eventWithoutInput",
    message: "1 events carry no input and were replayed without one; the first is log.ndjson:1",
    count: 1,
  });
});

describe("the gate", () => {
  const grant = event({ input: { user: "guest" }, result: false });
  const same = Array.from({ length: 40 }, (_, index) =>
    event({ input: { user: "root", index }, result: true }),
  );

  test("trips on what it is set for", async () => {
    const log = [grant, ...same].join("\n");
    expect((await runOn(base, head, log, { failOn: ["grant"] })).report.gate).toMatchObject({
      tripped: ["grant"],
      exitCode: 1,
    });
    expect((await runOn(base, head, log, { failOn: ["lockout", "error"] })).report.gate).toMatchObject({
      tripped: [],
      exitCode: 0,
    });
  });

  test("is not passed by a report that is not to be relied on", async () => {
    const unparsed = Array.from({ length: 5 }, (_, index) =>
      event({ decision_id: `u${index}`, input: null, error: "EOF" }),
    );
    const { report } = await runOn(base, head, [...same, ...unparsed].join("\n"));
    expect(report.gate).toMatchObject({ reliable: false, exitCode: 2 });
    const lenient = await runOn(base, head, [...same, ...unparsed].join("\n"), { minComparable: 0.8 });
    expect(lenient.report.gate).toMatchObject({ reliable: true, exitCode: 0 });
  });

  test("nothing in scope is not to be relied on", async () => {
    const { report } = await runOn(base, head, event({ path: "other/allow", input: {}, result: true }));
    expect(report.gate).toMatchObject({ reliable: false, exitCode: 2 });
  });
});
