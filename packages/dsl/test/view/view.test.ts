import { inspect } from "node:util";
import { type Shape, t } from "@bylaw/dsl/schema";
import { describe, expect, it } from "vitest";
import { inputRoot } from "../../src/schema/input-path.ts";
import { rootView } from "../../src/view/root-view.ts";

const shape = t.object({
  name: t.string,
  size: t.opt(t.number),
  kind: t.oneOf("user", "service"),
  tags: t.array(t.string),
  headers: t.map(t.string),
  inner: t.opt(t.object({ flag: t.boolean })),
  members: t.array(t.object({ name: t.string, age: t.opt(t.number) })),
  body: t.opt(t.unknown),
});

const good = {
  name: "a",
  size: 3,
  kind: "user",
  tags: ["x", "y"],
  headers: { host: "h" },
  inner: { flag: true },
  members: [{ name: "m", age: 4 }, { name: "n" }],
  body: { deep: [1, { x: null }] },
};

function see<T>(of: Shape<T>, value: unknown): T {
  return rootView(of, value, inputRoot);
}

/** The path of the malformed read that `work` ends in. */
function malformedIn(work: () => unknown): unknown {
  try {
    return { read: work() };
  } catch (error) {
    return error instanceof Error && "path" in error ? error.path : error;
  }
}

describe("a view of a well-formed input", () => {
  const input = see(shape, { ...good, extra: 1 });

  it("reads as the value itself", () => {
    expect([input.name, input.size, input.kind, input.inner?.flag]).toEqual(["a", 3, "user", true]);
    expect([input.tags[0], input.tags[2], input.tags.length, input.tags.at(-1)]).toEqual([
      "x",
      undefined,
      2,
      "y",
    ]);
    expect([input.headers.host, input.headers.accept]).toEqual(["h", undefined]);
    expect(JSON.stringify(input)).toBe(JSON.stringify(good));
  });

  it("has arrays that behave as arrays", () => {
    expect(Array.isArray(input.tags)).toBe(true);
    expect(input.tags.some((tag) => tag === "y")).toBe(true);
    expect(input.tags.every((tag) => tag === "y")).toBe(false);
    expect(input.tags.includes("y")).toBe(true);
    expect([input.tags.includes("x", 1), input.tags.includes("y", 1)]).toEqual([false, true]);
    expect(input.members.find((member) => member.name === "n")?.age).toBeUndefined();
    expect(input.members.map((member) => member.name)).toEqual(["m", "n"]);
    expect([...input.tags]).toEqual(["x", "y"]);
    expect(input.tags.concat(["z"])).toEqual(["x", "y", "z"]);
    expect(Object.keys(input.tags)).toEqual(["0", "1"]);
    expect(input.tags.some((_, index, all) => all[index] === "y")).toBe(true);
  });

  it("shows null and absence as one, where a property may lack", () => {
    const { size, inner, body } = see(shape, { ...good, size: null, inner: undefined, body: null });
    expect([size, inner, body]).toEqual([undefined, undefined, undefined]);
  });

  it("lets own keys be called anything, and nothing else be there", () => {
    const { headers } = see(shape, { ...good, headers: JSON.parse('{"__proto__":"p","constructor":"c"}') });
    expect([Reflect.get(headers, "__proto__"), headers.constructor, headers.toString]).toEqual([
      "p",
      "c",
      undefined,
    ]);
    expect(Object.keys(headers)).toEqual(["__proto__", "constructor"]);
    expect("hasOwnProperty" in headers).toBe(false);
  });

  it("looks into unknown parts, and is told apart by a shape", () => {
    const body: unknown = see(shape, good).body;
    const narrow = t.object({ deep: t.array(t.unknown) });
    expect(narrow.is(body) && body.deep.length).toBe(2);
    expect(t.array(t.string).is(body)).toBe(false);
  });

  it("prints as the value that it looks at", () => {
    expect(inspect(input)).toBe(inspect({ ...good, extra: 1 }));
  });
});

describe("a view of a malformed input", () => {
  it.each<[string, object, (input: ReturnType<typeof read>) => unknown, string]>([
    ["a wrong kind", { name: 7 }, (input) => input.name, "input.name"],
    ["null where something is required", { name: null }, (input) => input.name, "input.name"],
    ["a required property that lacks", { name: undefined }, (input) => input.name, "input.name"],
    ["a number that is not finite", { size: Number.NaN }, (input) => input.size, "input.size"],
    ["a bigint", { size: 2n ** 60n }, (input) => input.size, "input.size"],
    ["a lone surrogate", { name: "a\uD800b" }, (input) => input.name, "input.name"],
    ["a boxed string", { name: new String("a") }, (input) => input.name, "input.name"],
    ["a literal that is not listed", { kind: "admin" }, (input) => input.kind, "input.kind"],
    ["a wrong link", { inner: "x" }, (input) => input.inner?.flag, "input.inner"],
    ["an array for an object", { inner: [] }, (input) => input.inner?.flag, "input.inner"],
    ["an object for an array", { tags: { length: 1 } }, (input) => input.tags.length, "input.tags"],
    ["a wrong leaf below", { inner: { flag: 1 } }, (input) => input.inner?.flag, "input.inner.flag"],
    ["null in a map", { headers: { a: null } }, (input) => input.headers.a, "input.headers.a"],
    [
      "a wrong value in a map",
      { headers: { "x-a": 1 } },
      (input) => input.headers["x-a"],
      'input.headers["x-a"]',
    ],
    ["null in an array", { tags: [null] }, (input) => input.tags[0], "input.tags[0]"],
    ["a hole in an array", { tags: new Array(1) }, (input) => input.tags[0], "input.tags[0]"],
    ["a bigint in an unknown part", { body: 1n }, (input) => input.body, "input.body"],
    ["a function in an unknown part", { body: () => 1 }, (input) => input.body, "input.body"],
    ["an array that is all holes", { tags: new Array(2 ** 31) }, (input) => input.tags.length, "input.tags"],
    [
      "a key that is not well-formed",
      { headers: { "\uD800": "a" } },
      (input) => Object.keys(input.headers),
      "input.headers",
    ],
  ])("with %s fails where it is read", (_, change, work, path) => {
    const input = read(change);
    expect(malformedIn(() => work(input))).toBe(path);
    expect(malformedIn(() => input.members.length)).toEqual({ read: 2 });
  });

  it("does not matter where the array holds what is looked for", () => {
    const { tags } = read({ tags: [7, "x", null, "y"] });
    expect(tags.some((tag) => tag === "y")).toBe(true);
    expect(tags.includes("x")).toBe(true);
    expect(tags.find((tag) => tag === "y")).toBe("y");
    expect(tags.length).toBe(4);
    expect(tags[1]).toBe("x");
  });

  it("matters where the array does not hold it", () => {
    const { tags } = read({ tags: [7, "x"] });
    expect(malformedIn(() => tags.some((tag) => tag === "y"))).toBe("input.tags[*]");
    expect(malformedIn(() => tags.includes("y"))).toBe("input.tags[*]");
    expect(malformedIn(() => tags.find((tag) => tag === "y"))).toBe("input.tags[*]");
    expect(malformedIn(() => tags.map((tag) => tag))).toBe("input.tags[0]");
    expect(malformedIn(() => [...tags])).toBe("input.tags[0]");
  });

  it("makes every false by a well-formed element, and never true", () => {
    const { tags } = read({ tags: [7, "x"] });
    expect(tags.every((tag) => tag === "y")).toBe(false);
    expect(malformedIn(() => tags.every((tag) => tag === "x"))).toBe("input.tags[*]");
  });

  it("counts within elements as within the array", () => {
    const { members } = read({ members: [{ name: 1 }, { name: "n" }] });
    expect(members.some((member) => member.name === "n")).toBe(true);
    expect(malformedIn(() => members.some((member) => member.name === "o"))).toBe("input.members[*].name");
    expect(members.every((member) => member.name === "o")).toBe(false);
    expect(malformedIn(() => members.every((member) => member.name === "n"))).toBe("input.members[*].name");
  });

  it("passes on what a callback throws itself", () => {
    const { tags } = read({});
    const fail = () => {
      throw new RangeError("mine");
    };
    expect(() => tags.some(fail)).toThrow("mine");
    expect(() => tags.every(fail)).toThrow("mine");
  });

  it("has paths that can be printed", () => {
    const key = `\u202E"${"x".repeat(1000)}`;
    const { headers } = read({ headers: { [key]: 1 } });
    const path = String(malformedIn(() => headers[key]));
    expect(path).toMatch(/^input\.headers\["\\u202e\\"x{98}\\u2026"\]$/);
  });

  function read(change: object) {
    return see(shape, { ...good, ...change });
  }
});

describe("a hostile input", () => {
  const forbidden = () => {
    throw new Error("foreign code ran");
  };
  const trap = new Proxy({}, { get: () => forbidden });

  it("runs no getter", () => {
    const input = see(
      shape,
      Object.defineProperty({ ...good }, "name", { get: forbidden, enumerable: true }),
    );
    expect(malformedIn(() => input.name)).toBe("input.name");
  });

  it("runs no proxy", () => {
    const everything = new Proxy<object>({}, new Proxy({}, { get: () => forbidden }));
    expect(malformedIn(() => see(shape, everything).name)).toBe("input");
    expect(malformedIn(() => see(shape, { ...good, inner: everything }).inner)).toBe("input.inner");
    expect(malformedIn(() => see(shape, { ...good, tags: new Proxy([], trap) }).tags)).toBe("input.tags");
    expect(malformedIn(() => see(shape, { ...good, body: everything }).body)).toBe("input.body");
    expect(shape.is(everything)).toBe(false);
  });

  it("does not inherit", () => {
    expect(malformedIn(() => see(shape, Object.create(good)).name)).toBe("input.name");
  });

  it("may hold cycles", () => {
    const cycle: Record<string, unknown> = { ...good };
    cycle.body = cycle;
    cycle.inner = cycle;
    const input = see(shape, cycle);
    expect(input.name).toBe("a");
    expect(malformedIn(() => input.inner?.flag)).toBe("input.inner.flag");
    expect(shape.is(cycle)).toBe(false);
  });

  it("may be very deep", () => {
    let deep: unknown = "end";
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    expect(shape.is({ ...good, body: deep })).toBe(true);
    expect(see(shape, { ...good, body: deep }).name).toBe("a");
  });

  it("cannot be written to through a view", () => {
    const raw = structuredClone(good);
    const input = see(shape, raw);
    const tags = input.tags as string[];
    expect(() => tags.push("z")).toThrow(TypeError);
    expect(() => tags.sort()).toThrow(TypeError);
    expect(() => Object.assign(input, { name: "b" })).toThrow(TypeError);
    expect(() => Object.defineProperty(input, "name", { value: "b" })).toThrow(TypeError);
    expect(() => Object.freeze(input)).toThrow(TypeError);
    expect(() => Object.setPrototypeOf(input, {})).toThrow(TypeError);
    expect(raw).toEqual(good);
  });
});

describe("a view of a union", () => {
  const union = t.object({
    who: t.union(
      t.object({ kind: t.oneOf("user"), id: t.number }),
      t.object({ kind: t.oneOf("service"), id: t.string }),
      t.string,
    ),
  });

  it("is the member that the literal property tells", () => {
    const { who } = see(union, { who: { kind: "service", id: "s" } });
    expect(typeof who === "object" && who.id).toBe("s");
    expect(see(union, { who: "someone" }).who).toBe("someone");
  });

  it("checks as that member", () => {
    const { who } = see(union, { who: { kind: "service", id: 7 } });
    expect(malformedIn(() => typeof who === "object" && who.id)).toBe("input.who.id");
    expect(malformedIn(() => see(union, { who: { kind: "group", id: 7 } }).who)).toBe("input.who");
    expect(malformedIn(() => see(union, { who: 7 }).who)).toBe("input.who");
  });
});
