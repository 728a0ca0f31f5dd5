import { createHmac } from "node:crypto";
import type { Engine, Outcome, PolicySource, Query } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import { sourceContract } from "./source-contract.ts";

/** How an engine under test is made. */
export type CreateEngine = (source: PolicySource, entrypoints: readonly string[]) => Promise<Engine>;

/** What every engine must do in the same way. Each case says what OPA's topdown evaluation answers. */
export function engineContract(create: CreateEngine): void {
  const policy = `package p

import data.limits

allow if input.method == "GET"

default decided := false

decided if input.user == "ann"

kind := "none" if input == null

echo := input

verdict := 1 if input.a

verdict := 2 if input.b

names contains name if some name in input.names

nested := {"all": {x | some x in input.names}, "pairs": {[x, {x}] | some x in input.names}}

clock := time.now_ns()

dice := rand.intn("die", 6)

reply := http.send({"method": "get", "url": "http://127.0.0.1:1/"}).status_code

guarded if not http.send({"method": "get", "url": "http://127.0.0.1:1/"}).status_code == 200

environment := opa.runtime().env

addresses := net.lookup_ip_addr("localhost") & {"127.0.0.1"}

token := io.jwt.decode_verify(input.token, {"secret": "key"})

ratio := 1 / input.by

above if input.count > 9007199254740992

limit := limits.requests

quoted["a\\"b/é"] := true if input.names

odd[key] := true if some key in [1, "1x", null]
`;
  const source: PolicySource = {
    modules: { "p.rego": policy },
    data: { limits: { requests: 12345678901234567890n } },
  };
  const rules = [
    ...[
      "allow",
      "decided",
      "kind",
      "echo",
      "verdict",
      "names",
      "nested",
      "clock",
      "dice",
      "reply",
      "guarded",
    ],
    ...["environment", "addresses", "token", "ratio", "above", "limit", "quoted", "odd"],
  ];
  const entrypoints = [...rules.map((rule) => `p/${rule}`), "p/absent", "absent/entirely", "limits/requests"];
  let shared: Promise<Engine> | undefined;
  const ask = async (...queries: readonly Query[]): Promise<readonly Outcome[]> => {
    shared ??= create(source, entrypoints);
    return (await shared).evaluate(queries);
  };
  const answers = async (path: string, query: Omit<Query, "path"> = {}): Promise<Outcome> => {
    const [outcome] = await ask({ ...query, path });
    if (outcome === undefined) throw new Error("the engine gave no outcome");
    return outcome;
  };
  const defined = (value: unknown) => ({ kind: "defined", value });

  describe("answers", () => {
    test("what a rule says, and undefined where it says nothing", async () => {
      expect(await answers("p/allow", { input: { method: "GET" } })).toEqual(defined(true));
      expect(await answers("p/allow", { input: { method: "PUT" } })).toEqual({ kind: "undefined" });
      expect(await answers("p/decided", { input: { user: "eve" } })).toEqual(defined(false));
    });

    test("many queries in their order, whatever their paths and inputs", async () => {
      const queries: Query[] = [];
      for (let index = 0; index < 60; index++) {
        queries.push({ path: "p/echo", input: { index } });
        queries.push({ path: "p/allow", input: { method: index % 3 === 0 ? "GET" : "PUT" } });
        queries.push({ path: "p/kind", ...(index % 2 === 0 ? { input: null } : {}) });
        if (index % 10 === 0) queries.push({ path: "p/verdict", input: { a: true, b: true } });
      }
      const expected = queries.map(({ path, input }) => {
        if (path === "p/echo") return defined(input);
        if (path === "p/verdict") return { kind: "error", code: "eval_conflict_error" };
        if (path === "p/kind") return input === null ? defined("none") : { kind: "undefined" };
        return JSON.stringify(input)?.includes("GET") ? defined(true) : { kind: "undefined" };
      });
      expect(await ask(...queries)).toMatchObject(expected);
    });

    test("no queries at all", async () => {
      expect(await ask()).toEqual([]);
    });

    test("an absent input apart from null", async () => {
      expect(await answers("p/echo")).toEqual({ kind: "undefined" });
      expect(await answers("p/echo", { input: null })).toEqual(defined(null));
      expect(await answers("p/kind")).toEqual({ kind: "undefined" });
      expect(await answers("p/kind", { input: null })).toEqual(defined("none"));
    });

    test.each([
      [true],
      [0],
      [-0.5],
      [""],
      ['\u2028 \u0000 \ud83d\ude00 \\ " </script>'],
      [[]],
      [{}],
      [[[1, [null]], {}]],
    ])("the input %j unchanged", async (input) => {
      expect(await answers("p/echo", { input })).toEqual(defined(input));
    });

    test("keys of objects that mean something to JavaScript", async () => {
      const input = JSON.parse('{"__proto__": {"method": "GET"}, "constructor": 1}');
      expect(await answers("p/allow", { input })).toEqual({ kind: "undefined" });
      const echoed = await answers("p/echo", { input });
      expect(echoed.kind === "defined" && Object.keys(Object(echoed.value)).sort()).toEqual([
        "__proto__",
        "constructor",
      ]);
    });

    test("integers beyond 2^53 without rounding", async () => {
      const count = 9007199254740993n;
      expect(await answers("p/echo", { input: { count } })).toEqual(defined({ count }));
      expect(await answers("p/above", { input: { count } })).toEqual(defined(true));
      expect(await answers("p/above", { input: { count: 9007199254740992n } })).toEqual({
        kind: "undefined",
      });
      expect(await answers("p/limit")).toEqual(defined(12345678901234567890n));
    });

    test("sets as arrays in OPA's order, at any depth", async () => {
      const names = ["b", "a", "\ufffd", "\ud83d\ude00", 10, 9, null, ["a"], "a"];
      const sorted = [null, 9, 10, "a", "b", "\ufffd", "\ud83d\ude00", ["a"]];
      expect(await answers("p/names", { input: { names } })).toEqual(defined(sorted));
      expect(await answers("p/nested", { input: { names: ["b", "a"] } })).toEqual(
        defined({
          all: ["a", "b"],
          pairs: [
            ["a", ["a"]],
            ["b", ["b"]],
          ],
        }),
      );
      expect(await answers("p/names", { input: {} })).toEqual(defined([]));
    });

    test("objects whose keys are not plain words", async () => {
      expect(await answers("p/quoted", { input: { names: [] } })).toEqual(defined({ 'a"b/é': true }));
      expect(await answers("p/odd", { input: {} })).toEqual(defined({ "1": true, "1x": true, null: true }));
    });

    test("base data where no rule is, and undefined where nothing is", async () => {
      expect(await answers("limits/requests")).toEqual(defined(12345678901234567890n));
      expect(await answers("p/absent", { input: {} })).toEqual({ kind: "undefined" });
      expect(await answers("absent/entirely", { input: {} })).toEqual({ kind: "undefined" });
    });
  });

  describe("failures", () => {
    test("two values of one rule are an error of that query alone", async () => {
      const outcomes = await ask(
        { path: "p/verdict", input: { a: true } },
        { path: "p/verdict", input: { a: true, b: true } },
        { path: "p/verdict", input: { b: true } },
      );
      expect(outcomes).toMatchObject([
        defined(1),
        { kind: "error", code: "eval_conflict_error" },
        defined(2),
      ]);
    });

    test("two values of one function, or of one key, are errors too", async () => {
      const engine = await create(
        {
          modules: {
            "p.rego":
              "package p\n\nf(x) := 1 if x > 0\n\nf(x) := 2 if x > 10\n\ncalled := f(input.x)\n\n" +
              'keyed["a"] := 1 if input.x\n\nkeyed["a"] := 2 if input.x > 10\n\nmade := {"a": x | some x in input.xs}\n\n' +
              "safe if not f(input.x) == 1\n\ndefault guarded := false\n\nguarded if f(input.x) == 2\n",
          },
        },
        ["p/called", "p/keyed", "p/made", "p/safe", "p/guarded", "p"],
      );
      const paths = ["p/called", "p/keyed", "p/safe", "p/guarded", "p"];
      const conflict = { kind: "error", code: "eval_conflict_error" };
      expect(await engine.evaluate(paths.map((path) => ({ path, input: { x: 11, xs: [] } })))).toMatchObject(
        paths.map(() => conflict),
      );
      expect(
        await engine.evaluate([
          { path: "p/made", input: { xs: [1, 2] } },
          { path: "p/made", input: { xs: [1, 1] } },
          { path: "p/called", input: { x: 1 } },
          { path: "p/keyed", input: { x: 1 } },
          { path: "p/guarded", input: { x: 1 } },
        ]),
      ).toMatchObject([conflict, defined({ a: 1 }), defined(1), defined({ a: 1 }), defined(false)]);
      await engine.close();
    });

    test("a builtin that fails is undefined", async () => {
      expect(await answers("p/ratio", { input: { by: 0 } })).toEqual({ kind: "undefined" });
      expect(await answers("p/ratio", { input: { by: "x" } })).toEqual({ kind: "undefined" });
      expect(await answers("p/ratio", { input: { by: 2 } })).toEqual(defined(0.5));
    });

    test("a token that is none, as data", async () => {
      expect(await answers("p/token", { input: { token: 5 } })).toEqual({ kind: "undefined" });
    });
  });

  describe("builtins that depend on the world", () => {
    const now = 1_795_486_200_565_278_802n;

    test("the clock is the query's", async () => {
      expect(await answers("p/clock", { now })).toEqual(defined(now));
      expect(await answers("p/clock", { input: {}, now: 5n })).toEqual(defined(5));
    });

    test("the clock goes when nobody sets it", async () => {
      const outcome = await answers("p/clock");
      const value = outcome.kind === "defined" ? outcome.value : undefined;
      expect(typeof value).toBe("bigint");
    });

    test("tokens expire by the query's clock", async () => {
      const token = signed({ exp: 1_000 });
      expect(await answers("p/token", { input: { token }, now: 999_999_999_999n })).toEqual(
        defined([true, { alg: "HS256" }, { exp: 1_000 }]),
      );
      expect(await answers("p/token", { input: { token }, now: 1_000_000_000_001n })).toEqual(
        defined([false, {}, {}]),
      );
    });

    test("recorded answers are given", async () => {
      const recordedBuiltins = {
        "time.now_ns": { "[]": now },
        "rand.intn": { '["other",6]': 1, '[ "die", 6.0 ]': 4 },
        "http.send": { '[{"url":"http://127.0.0.1:1/","method":"get"}]': { status_code: 200 } },
        "net.lookup_ip_addr": { '["localhost"]': ["127.0.0.1", "::1"] },
        "opa.runtime": { "[]": { env: { A: "b" } } },
      };
      expect(await answers("p/clock", { recordedBuiltins })).toEqual(defined(now));
      expect(await answers("p/dice", { recordedBuiltins })).toEqual(defined(4));
      expect(await answers("p/reply", { recordedBuiltins })).toEqual(defined(200));
      expect(await answers("p/guarded", { input: {}, recordedBuiltins })).toEqual({ kind: "undefined" });
      expect(await answers("p/addresses", { input: {}, recordedBuiltins })).toEqual(defined(["127.0.0.1"]));
      expect(await answers("p/environment", { input: {}, recordedBuiltins })).toEqual(defined({ A: "b" }));
    });

    test.each(["clock", "dice", "reply", "guarded", "addresses", "environment"])(
      "a call of %s that the record lacks is unavailable, not undefined",
      async (rule) => {
        const builtins = {
          clock: "time.now_ns",
          dice: "rand.intn",
          reply: "http.send",
          guarded: "http.send",
          addresses: "net.lookup_ip_addr",
          environment: "opa.runtime",
        };
        const missing = {
          kind: "unavailable",
          builtin: Reflect.get(builtins, rule),
          reason: "notRecorded",
        };
        expect(await answers(`p/${rule}`, { input: {}, recordedBuiltins: {} })).toEqual(missing);
        expect(await answers(`p/${rule}`, { recordedBuiltins: { "rand.intn": { '["die",7]': 1 } } })).toEqual(
          missing,
        );
        expect(await answers(`p/${rule}`, { recordedBuiltins: {}, now })).toEqual(missing);
      },
    );

    test("a record counts, and not the clock, when both are given", async () => {
      expect(await answers("p/clock", { now, recordedBuiltins: { "time.now_ns": { "[]": 7 } } })).toEqual(
        defined(7),
      );
    });

    test("a record is no matter to a decision that calls nothing", async () => {
      expect(await answers("p/allow", { input: { method: "GET" }, recordedBuiltins: {} })).toEqual(
        defined(true),
      );
    });

    test.each(["reply", "guarded", "addresses", "environment"])(
      "%s reaches nothing outside when there is no record",
      async (rule) => {
        expect(await answers(`p/${rule}`, { input: {} })).toMatchObject({
          kind: "unavailable",
          reason: "unsupported",
        });
      },
    );

    test("one unavailable query leaves the others alone", async () => {
      const outcomes = await ask(
        { path: "p/clock", input: {}, recordedBuiltins: { "time.now_ns": { "[]": 7 } } },
        { path: "p/clock", input: {}, recordedBuiltins: {} },
        { path: "p/clock", input: {}, now: 8n },
        { path: "p/verdict", input: { a: true, b: true }, now: 8n },
        { path: "p/allow", input: { method: "GET" } },
      );
      expect(outcomes).toMatchObject([
        defined(7),
        { kind: "unavailable", builtin: "time.now_ns", reason: "notRecorded" },
        defined(8),
        { kind: "error", code: "eval_conflict_error" },
        defined(true),
      ]);
    });
  });

  sourceContract(create);
}

function signed(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "HS256" })}.${part(claims)}`;
  return `${text}.${createHmac("sha256", "key").update(text).digest("base64url")}`;
}
