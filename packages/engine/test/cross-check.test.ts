import {
  createEngine,
  crossCheck,
  type Engine,
  EngineDisagreement,
  type Json,
  type Outcome,
  type PolicySource,
  type Query,
  sameOutcome,
} from "@bylaw/engine";
import { parseJson, stringifyJson } from "@bylaw/engine/values";
import { describe, expect, test } from "vitest";
import { pinnedOpa } from "./pinned-opa.ts";

const source: PolicySource = {
  modules: {
    "p.rego":
      'package p\n\nallow if input.user == "ann"\n\nverdict := 1 if input.a\n\nverdict := 2 if input.b\n\n' +
      'clock := time.now_ns()\n\nreply := http.send({"method": "get", "url": "http://127.0.0.1:1/"}).status_code\n',
  },
};
const entrypoints = ["p/allow", "p/verdict", "p/clock", "p/reply"];

/** An engine that answers as it is told. */
function answering(name: Engine["name"], answer: (query: Query) => Outcome): Engine & { closed: boolean } {
  const engine = {
    name,
    entrypoints: ["p/allow"],
    closed: false,
    evaluate: async (queries: readonly Query[]) => queries.map(answer),
    close: async () => {
      engine.closed = true;
    },
  };
  return engine;
}

const value = (json: Json): Outcome => ({ kind: "defined", value: json });
const nothing: Outcome = { kind: "undefined" };

async function disagreement(of: Promise<unknown>): Promise<EngineDisagreement> {
  const error = await of.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof EngineDisagreement) return error;
  throw new Error(`expected a disagreement, not ${error}`);
}

describe.each([
  ["javascript", "opa-wasm"],
  ["javascript", "opa"],
  ["opa-wasm", "opa"],
  ["opa", "javascript"],
] as const)("%s, checked with %s", (name, second) => {
  test("answers as the first, in the order of the queries", async () => {
    const engine = await createEngine(name, source, entrypoints, {
      opa: await pinnedOpa(),
      crossCheck: second,
    });
    expect(engine).toMatchObject({ name, entrypoints });
    const queries: Query[] = [
      { path: "p/allow", input: { user: "ann" } },
      { path: "p/verdict", input: { a: true, b: true } },
      { path: "p/allow", input: { user: "eve" } },
      { path: "p/allow" },
      { path: "p/clock", input: {}, now: 7n },
      { path: "p/clock", input: {} },
      { path: "p/clock", input: {}, recordedBuiltins: { "time.now_ns": { "[]": 8 } } },
      { path: "p/clock", input: {}, recordedBuiltins: {} },
      { path: "p/reply", input: {} },
      { path: "p/verdict", input: { b: true } },
      { path: "p/elsewhere", input: {} },
    ];
    expect(await engine.evaluate(queries)).toMatchObject([
      value(true),
      { kind: "error", code: "eval_conflict_error" },
      nothing,
      nothing,
      value(7),
      { kind: "defined" },
      value(8),
      { kind: "unavailable", builtin: "time.now_ns", reason: "notRecorded" },
      { kind: "unavailable", builtin: "http.send", reason: "unsupported" },
      value(2),
      nothing,
    ]);
    expect(await engine.evaluate([])).toEqual([]);
    await engine.close();
  });
});

describe("an engine that is wrong", () => {
  const right = () =>
    answering("opa", ({ input }) => (stringifyJson(input ?? null).includes("ann") ? value(true) : nothing));

  test("is found at the first query on which it is", async () => {
    const wrong = answering("javascript", ({ input }) =>
      stringifyJson(input ?? null).includes("n") ? value(true) : nothing,
    );
    const engine = crossCheck(wrong, right());
    expect(await engine.evaluate([{ path: "p/allow", input: "ann" }])).toEqual([value(true)]);
    const error = await disagreement(
      engine.evaluate([
        { path: "p/allow", input: "ann" },
        { path: "p/allow", input: { user: "ben", id: 9007199254740993n }, now: 5n },
        { path: "p/allow", input: "jon" },
      ]),
    );
    expect(error.query.path).toBe("p/allow");
    expect(error.outcomes).toEqual([
      { engine: "javascript", outcome: value(true) },
      { engine: "opa", outcome: nothing },
    ]);
    // A case file keeps every digit and can be asked again.
    expect(parseJson(stringifyJson(error.case))).toEqual({
      path: "p/allow",
      input: { user: "ben", id: 9007199254740993n },
      now: 5,
      outcomes: [
        { engine: "javascript", outcome: { kind: "defined", value: true } },
        { engine: "opa", outcome: { kind: "undefined" } },
      ],
    });
  });

  test("is found among the outcomes of a real engine", async () => {
    const opa = await pinnedOpa();
    const reference = await createEngine("opa", source, ["p/allow"], { opa });
    const failingOpen = answering("javascript", () => value(true));
    const error = await disagreement(
      crossCheck(failingOpen, reference).evaluate([
        { path: "p/allow", input: { user: "ann" } },
        { path: "p/allow", input: { user: "eve" } },
      ]),
    );
    expect(error.query.input).toEqual({ user: "eve" });
  });

  test("keeps what it was asked and what it answered out of the message", async () => {
    const wrong = answering("javascript", () => value("secret-answer"));
    const error = await disagreement(
      crossCheck(wrong, right()).evaluate([{ path: "p/\u001b[31m\n", input: "secret-input" }]),
    );
    expect(error.message).toMatch(/^javascript and opa answer "p\/\\u001b\[31m\\n" differently/);
    expect(error.message).not.toContain("secret");
  });

  test("is found when it gives too few outcomes", async () => {
    const short: Engine = { ...right(), evaluate: async () => [] };
    await expect(crossCheck(short, right()).evaluate([{ path: "p/allow" }])).rejects.toThrow(
      "fewer outcomes",
    );
    await expect(crossCheck(right(), short).evaluate([{ path: "p/allow" }])).rejects.toThrow(
      "fewer outcomes",
    );
  });

  test.each<[string, Outcome, Outcome]>([
    ["undefined for false", value(false), nothing],
    ["null for undefined", nothing, value(null)],
    ["a rounded integer", value(9007199254740992), value(9007199254740993n)],
    ["a number for a text", value(1), value("1")],
    ["true for one", value(true), value(1)],
    ["an array in another order", value([1, 2]), value([2, 1])],
    ["an empty object for an empty array", value([]), value({})],
    ["a key more", value({ a: 1 }), value({ a: 1, b: 2 })],
    ["an error for a value", value(1), { kind: "error", code: "eval_conflict_error", message: "" }],
    [
      "another error",
      { kind: "error", code: "eval_internal_error", message: "same" },
      { kind: "error", code: "eval_conflict_error", message: "same" },
    ],
  ])("counts as such with %s", (_, one, other) => {
    expect(sameOutcome(one, other)).toBe(false);
    expect(sameOutcome(other, one)).toBe(false);
  });

  test.each<[string, Outcome, Outcome]>([
    ["integers in either form", value([10n]), value([10])],
    ["a large number as integer and as double", value(1e21), value(10n ** 21n)],
    ["zero and negative zero", value(0), value(-0)],
    ["keys in another order", value({ a: 1, b: [2] }), value({ b: [2], a: 1 })],
    [
      "errors of one code in other words",
      { kind: "error", code: "eval_conflict_error", message: "one" },
      { kind: "error", code: "eval_conflict_error", message: "other" },
    ],
    [
      "two calls that could not be made",
      { kind: "unavailable", builtin: "http.send", reason: "notRecorded" },
      { kind: "unavailable", builtin: "time.now_ns", reason: "unsupported" },
    ],
  ])("does not count as such with %s", (_, one, other) => {
    expect(sameOutcome(one, other)).toBe(true);
    expect(sameOutcome(other, one)).toBe(true);
  });
});

describe("a decision that one engine cannot make", () => {
  const unavailable: Outcome = { kind: "unavailable", builtin: "rego.parse_module", reason: "unsupported" };

  test.each([
    ["first", unavailable, value(true)],
    ["second", value(true), unavailable],
  ])("is told of and keeps the outcome of the first, when it is the %s", async (_, one, other) => {
    const seen: unknown[] = [];
    const engine = crossCheck(
      answering("opa-wasm", () => one),
      answering("opa", () => other),
      { onNotCompared: (query, outcomes) => seen.push(query.input, outcomes) },
    );
    expect(await engine.evaluate([{ path: "p/allow", input: 1 }])).toEqual([one]);
    expect(seen).toEqual([1, [one, other]]);
  });

  test("is nothing to tell of when neither can", async () => {
    const seen: unknown[] = [];
    const engine = crossCheck(
      answering("opa-wasm", () => unavailable),
      answering("opa", () => unavailable),
      { onNotCompared: (query) => seen.push(query) },
    );
    expect(await engine.evaluate([{ path: "p/allow", input: 1 }])).toEqual([unavailable]);
    expect(seen).toEqual([]);
  });
});

describe("two engines", () => {
  test("read one clock", async () => {
    const clocks: unknown[] = [];
    const reading = (name: Engine["name"]) =>
      answering(name, ({ now }) => {
        clocks.push(now);
        return nothing;
      });
    await crossCheck(reading("javascript"), reading("opa")).evaluate([{ path: "p/allow" }]);
    expect(typeof clocks[0]).toBe("bigint");
    expect(clocks[0]).toBe(clocks[1]);
  });

  test("are both closed, even when one cannot be", async () => {
    const failing: Engine = {
      ...answering("javascript", () => nothing),
      close: () => Promise.reject(new Error("stuck")),
    };
    const other = answering("opa", () => nothing);
    await expect(crossCheck(failing, other).close()).rejects.toThrow("stuck");
    expect(other.closed).toBe(true);
  });

  test("must be made for the same decisions", () => {
    const one = answering("javascript", () => nothing);
    expect(() => crossCheck(one, { ...one, entrypoints: ["p/deny"] })).toThrow(TypeError);
    expect(() => crossCheck(one, { ...one, entrypoints: ["p/allow", "p/deny"] })).toThrow(TypeError);
  });

  test("must be two", async () => {
    const opa = await pinnedOpa();
    await expect(createEngine("opa", source, entrypoints, { opa, crossCheck: "opa" })).rejects.toThrow(
      TypeError,
    );
  });

  test.each(["opa", "opa-wasm", "javascript"] as const)(
    "data that are no object are refused by %s",
    async (name) => {
      const opa = await pinnedOpa();
      for (const data of [[], null, "x", 1])
        await expect(createEngine(name, { ...source, data }, entrypoints, { opa })).rejects.toThrow(
          TypeError,
        );
    },
  );

  test("strict builtin errors are refused where there are none", async () => {
    const options = { opa: await pinnedOpa(), strictBuiltinErrors: true };
    await expect(createEngine("opa-wasm", source, entrypoints, options)).rejects.toThrow(TypeError);
    await expect(
      createEngine("javascript", source, entrypoints, { ...options, crossCheck: "opa-wasm" }),
    ).rejects.toThrow(TypeError);
  });
});
