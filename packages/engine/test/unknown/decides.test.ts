import { type Json, unknownEvaluator } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import { decide, dependsOn, failsAlways, planOf, same, undefinedAlways } from "./decide.ts";

describe("a field that cannot alter the answer", () => {
  test("is one that is not read, or read by rules that fail for another reason", async () => {
    const policy = `default result := false

result if { input.a == 1; input.x == "secret" }

result if input.b == 1`;
    expect(await decide(policy, { input: { a: 2, b: 2 }, unknown: ["x?"] })).toEqual(same(false));
    expect(await decide(policy, { input: { a: 1, b: 1 }, unknown: ["x?"] })).toEqual(same(true));
    expect(await decide(policy, { input: { a: 1, b: 2 }, unknown: ["x?"] })).toEqual(dependsOn("x"));
  });

  test("is one whose alternatives all come to the same", async () => {
    const policy = `result := "yes" if input.x == 1

result := "yes" if not input.x == 1`;
    expect(await decide(policy, { input: { x: 0 }, unknown: ["x?"] })).toEqual(same("yes"));
    expect(await decide(`result := input.x == input.x`, { input: { x: 0 }, unknown: ["x"] })).toEqual(
      same(true),
    );
  });

  test("can be told from others: what is known of a value in one place is known in all", async () => {
    const policy = `result := "both" if { input.x == "a"; input.x == "b" }

result := "late" if { input.x < 3; input.x > 5 }

result := "typed" if { is_string(input.x); is_number(input.x) }

result := "null" if { input.x == null; input.x }

result := "inside" if { input.x.y; is_string(input.x) }`;
    expect(
      await decide(`${policy}\n\nresult := "null" if input.never`, { input: { x: 0 }, unknown: ["x?"] }),
    ).toEqual(dependsOn("x"));
    expect(
      await decide(policy.replace(/result := "null".*/, ""), { input: { x: 0 }, unknown: ["x?"] }),
    ).toEqual(undefinedAlways);
  });

  test("is one beside the path of object.get, and one with a default for all it can be", async () => {
    const policy = `result := object.get(input, ["user", "name"], "none")`;
    const input = { user: { name: "ann", email: "***" } };
    expect(await decide(policy, { input, unknown: ["user/email?"] })).toEqual(same("ann"));
    expect(await decide(policy, { input, unknown: ["user/name?"] })).toEqual(dependsOn("user/name"));
  });
});

describe("absence", () => {
  test("of a field counts only where it may be absent", async () => {
    const policy = `result := "there" if is_null(input.x)

result := "there" if not is_null(input.x)

result := "gone" if not has_x

has_x if input.x == input.x`;
    expect(await decide(policy, { input: { x: 0 }, unknown: ["x"] })).toEqual(same("there"));
    expect(await decide(policy, { input: { x: 0 }, unknown: ["x?"] })).toMatchObject({ kind: "depends" });
  });

  test.each([
    `result := count(input.user)`,
    `result := input.user == {"name": "ann"}`,
    `result := [k | some k, _ in input.user]`,
    `result := object.keys(input.user)`,
    `result := json.marshal(input.user)`,
    `result := {input.user, {"name": "ann"}}`,
    `result if not input.user.email`,
  ])("of a child alters its parent: %s", async (policy) => {
    const input = { user: { name: "ann" } };
    expect(await decide(policy, { input, unknown: ["user/email?"] })).toEqual(dependsOn("user/email"));
  });

  test("of a replaced field may be that of the objects that were made for it", async () => {
    const policy = `result if input.user`;
    expect(await decide(policy, { input: { user: { email: "***" } }, unknown: ["user/email?"] })).toEqual(
      dependsOn("user/email"),
    );
    expect(
      await decide(policy, { input: { user: { email: "***", name: "ann" } }, unknown: ["user/email?"] }),
    ).toEqual(same(true));
    // Erased: what is around it was there.
    expect(await decide(policy, { input: { user: {} }, unknown: ["user/email?"] })).toEqual(same(true));
  });

  test("of an element moves those behind it", async () => {
    const policy = `result := input.items[0]`;
    expect(await decide(policy, { input: { items: [1, 2] }, unknown: ["items/1?"] })).toEqual(
      dependsOn("items/1"),
    );
    expect(await decide(policy, { input: { items: [1, 2] }, unknown: ["items/1"] })).toEqual(same(1));
  });

  test("of a field that the rest leaves no place for is that of the rest", async () => {
    const policy = `result := input.a`;
    expect(await decide(policy, { input: { a: 1 }, unknown: ["a/b/c?"] })).toMatchObject({ kind: "depends" });
  });
});

test("a pointer names the key as OPA writes it, and as JSON pointers do", async () => {
  const [escaped, plain] = [`result := input["a~1b"]`, `result := input["a/b"]`];
  const input = { "a~1b": 1, "a/b": 2 };
  for (const policy of [escaped, plain])
    expect(await decide(policy, { input, unknown: ["a~1b?"] })).toMatchObject({ kind: "depends" });
  expect(await decide(`result := input["a b"]`, { input: { "a b": 1 }, unknown: ["a%20b?"] })).toEqual(
    same(1),
  );
});

describe("the rest of the language", () => {
  test("with puts something known in the place of the unknown, or beside it", async () => {
    const policy = `seen := [input.x, input.y]

result := found if found := seen with input.x as 1

other := found if found := seen with input.y as 1`;
    expect(await decide(policy, { input: { x: 0, y: 2 }, unknown: ["x?"] })).toEqual(same([1, 2]));
    const within = `inner := input.x.y

result := found if found := inner with input.x.y as 1`;
    expect(await decide(within, { input: { x: { z: 1 } }, unknown: ["x/z?"] })).toEqual(same(1));
    const twice = `again := input.x

result := [one, two] if {
	one := [x | x := again] with input.x as 1
	two := [x | x := again] with input as {"x": 2}
}`;
    expect(await decide(twice, { input: { x: 0 }, unknown: ["x?"] })).toEqual(same([[1], [2]]));
  });

  test("a rule by a name that is not known", async () => {
    const policy = `result := found if found := data.p.by_name[input.x]

by_name.one := 1

by_name.two := input.y`;
    expect(await decide(policy, { input: { x: "one", y: 1 }, unknown: ["x"] })).toMatchObject({
      kind: "depends",
    });
    const total = `${policy}\n\nresult := 1 if not data.p.by_name[input.x]`;
    expect(await decide(total, { input: { x: "one", y: 1 }, unknown: ["x"] })).toEqual(same(1));
  });

  test("two complete values are an error, whatever was there", async () => {
    const policy = `result := 1 if input.y

result := 2 if input.y

result := 3 if input.x`;
    expect(await decide(policy, { input: { y: true }, unknown: ["x?"] })).toMatchObject(
      failsAlways("eval_conflict_error"),
    );
    expect(await decide(policy, { input: { y: false }, unknown: ["x?"] })).toEqual(dependsOn("x"));
  });

  test("a builtin that fails for some of what can be there", async () => {
    const policy = `result := "fails" if not works

result := "works" if works

works if lower(input.x) == lower(input.x)`;
    expect(await decide(policy, { input: { x: "" }, unknown: ["x"] })).toMatchObject({ kind: "depends" });
    const either = `result if startswith(input.x, "a")\n\nresult if not startswith(input.x, "a")`;
    expect(await decide(either, { input: { x: "" }, unknown: ["x"] })).toEqual(same(true));
    expect(
      await decide(either, { input: { x: "" }, unknown: ["x"], options: { strictBuiltinErrors: true } }),
    ).toMatchObject({ kind: "depends" });
  });

  test("a token that is not known", async () => {
    const policy = `default result := false

result if input.method == "GET"

result if {
	[_, claims, _] := io.jwt.decode(input.token)
	claims.admin
}`;
    expect(await decide(policy, { input: { method: "GET", token: "" }, unknown: ["token?"] })).toEqual(
      same(true),
    );
    expect(await decide(policy, { input: { method: "PUT", token: "" }, unknown: ["token?"] })).toEqual(
      dependsOn("token"),
    );
  });

  test("claims are the same however they are read", async () => {
    const policy = `claims := c if [_, c, _] := io.jwt.decode(input.token)

claims := c if [true, _, c] = io.jwt.decode_verify(input.token, {"secret": "s"})

result if count([c | c := claims]) < 2`;
    expect(await decide(policy, { input: { token: "" }, unknown: ["token?"], now: 5n })).toEqual(same(true));
  });
});

describe("builtins that depend on the world", () => {
  const policy = `default result := false

result if { input.exp > time.now_ns(); input.user == "ann" }`;
  const clock = { kind: "depends", on: [{ kind: "builtin", name: "time.now_ns" }] };

  test("have an unknown answer when asked for", async () => {
    const asked = { unknown: [], recordedBuiltins: {}, unknownBuiltins: true };
    expect(await decide(policy, { input: { exp: 5, user: "ann" }, ...asked })).toEqual(clock);
    expect(await decide(policy, { input: { exp: 5, user: "bob" }, ...asked })).toEqual(same(false));
    expect(await decide(policy, { input: { exp: "text", user: "ann" }, ...asked })).toEqual(same(true));
  });

  test("make the outcome unavailable when not, as in an engine", async () => {
    const answer = await decide(policy, {
      input: { exp: 5, user: "bob" },
      unknown: [],
      recordedBuiltins: {},
    });
    expect(answer).toEqual({
      kind: "same",
      outcome: { kind: "unavailable", builtin: "time.now_ns", reason: "notRecorded" },
    });
  });

  test("answer from the record, or by the clock of the query", async () => {
    const input = { exp: 5, user: "ann" };
    const recordedBuiltins = { "time.now_ns": { "[]": 4 } };
    expect(await decide(policy, { input, unknown: [], recordedBuiltins, unknownBuiltins: true })).toEqual(
      same(true),
    );
    expect(await decide(policy, { input, unknown: [], now: 6n })).toEqual(same(false));
  });

  test("are one clock in one decision", async () => {
    const once = `result if time.now_ns() == time.now_ns()`;
    expect(await decide(once, { unknown: [], recordedBuiltins: {}, unknownBuiltins: true })).toEqual(
      same(true),
    );
  });
});

describe("hostile input", () => {
  const nested = (depth: number): Json => {
    let value: Json = 1;
    for (let level = 0; level < depth; level++) value = { a: value };
    return value;
  };

  test("nested deeply, with a pointer just as deep", async () => {
    const policy = `result if input.d == {"a": 1}`;
    const [plan, input] = [await planOf(policy), { d: nested(20_000) }];
    const pointer = `/input/d${"/a".repeat(15_000)}`;
    expect(
      unknownEvaluator(plan, {})({ path: "p/result", input, unknown: [{ pointer, mayBeAbsent: true }] }),
    ).toMatchObject({ kind: "depends", because: "limit" });
    const beside = [{ pointer: "/input/x", mayBeAbsent: true }];
    const { kind } = unknownEvaluator(plan, {})({ path: "p/result", input, unknown: beside });
    expect(["same", "depends"]).toContain(kind);
  });

  test("a key that is not known, of very many", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`k${index}`, { v: index }]),
    );
    const policy = `default result := false

result if { data.many[input.x].v == 3; input.y }`;
    const asked = { unknown: ["x"], data: { many } };
    expect(await decide(policy, { input: { x: 0, y: true }, ...asked })).toMatchObject({ kind: "depends" });
    expect(await decide(policy, { input: { x: 0, y: false }, ...asked })).toEqual(same(false));
  });

  test("keys that mean something to JavaScript", async () => {
    const input = JSON.parse(`{"__proto__": {"x": 1}, "constructor": 2}`);
    expect(await decide(`result := input["__proto__"]`, { input, unknown: ["__proto__/x"] })).toMatchObject({
      kind: "depends",
    });
    expect(await decide(`result := input.constructor`, { input, unknown: ["__proto__?"] })).toEqual(same(2));
    expect(await decide(`result if not input.toString`, { input, unknown: ["hasOwnProperty?"] })).toEqual(
      same(true),
    );
  });
});

test("what is too much to follow counts as dependent, and says so", async () => {
  const digits = Array.from({ length: 12 }, (_, index) => `sprintf("%v", [input.x]) != "${index}${index}"`);
  const policy = `result := count([1 | some c in [${digits.map((_, index) => index).join(",")}]; input.x[c] == c]) > 20`;
  expect(await decide(policy, { input: { x: 0 }, unknown: ["x"] })).toEqual({
    ...dependsOn("x"),
    because: "limit",
  });
  expect(await decide("result := 1", { unknown: ["x"], options: { maxSteps: 1 } })).toMatchObject({
    kind: "depends",
    because: "limit",
  });
});
