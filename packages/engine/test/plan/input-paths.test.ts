import { buildPlan, inputPathsRead, PlanReadError } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";

/** What the rule `p/decision` reads of its input. */
async function pathsOf(module: string) {
  const source = { modules: { "p.rego": `package p\n\n${module}\n` } };
  const { artefact } = await buildPlan(await pinnedOpa(), source, { entrypoints: ["p/decision"] });
  return inputPathsRead(artefact ?? "", "p/decision");
}

describe("reads of the input", () => {
  test.each([
    ["a comparison with a literal", 'decision if input.a.b == "x"', ["input.a.b"]],
    ["a comparison of two places", "decision if input.a.b == input.c", ["input.a.b…", "input.c…"]],
    ["a condition", "decision if input.a", ["input.a"]],
    ["a key that is no word", 'decision if input.a["x-y"] == 1', ['input.a["x-y"]']],
    ["a place that is answered", "decision := input.a", ["input.a…"]],
    ["nothing at all", "decision := data.a", []],
    ["an element", "decision if input.a[0].b == 1", ["input.a.0.b".replace(".0", '["0"]')]],
    ["any element", "decision if input.a[_].b == 1", ["input.a", "input.a[*]", "input.a[*].b"]],
    ["a key from the input", "decision if input.a[input.k] == 1", ["input.a[*]", "input.k…"]],
    ["a builtin", 'decision if startswith(input.a, "x")', ["input.a…"]],
    ["a type", "decision if is_string(input.a)", ["input.a"]],
    ["a number of elements", "decision if count(input.a) > 1", ["input.a", "input.a[*]"]],
    [
      "a path with a default",
      'decision if object.get(input, ["a", "b"], null) == "x"',
      ["input", "input.a.b"],
    ],
    ["a key with a default", 'decision if object.get(input.a, "b", 1) == 1', ["input.a", "input.a.b"]],
    ["all of it", "decision if object.get(input, input.path, 1) == 1", ["input…", "input.path…"]],
    [
      "a document that stands in for it",
      "decision if x with input as input.a\n\nx if input.b == 1",
      ["input.a", "input.a.b", "input.b"],
    ],
    [
      "a value put into it",
      "decision if x with input.c as input.a\n\nx if input.b == 1",
      ["input.a…", "input.b"],
    ],
    ["arguments of functions", "decision if f(input.a)\n\nf(x) if x.b == 1", ["input.a", "input.a.b"]],
    [
      "results of functions",
      "decision if f(input.a).c == 1\n\nf(x) := x.b",
      ["input.a", "input.a.b", "input.a.b.c"],
    ],
    ["other rules", "decision if x == 1\n\nx := input.a.b", ["input.a.b"]],
    ["rules of other bodies", "decision if input.a == 1\n\ndecision if input.b == 2", ["input.a", "input.b"]],
    ["not rules that it does not use", "decision if input.a == 1\n\nother if input.b == 2", ["input.a"]],
    [
      "rules found by a computed name",
      "decision if data.p.q[input.n]\n\nq.x if input.a == 1\n\nq.y if input.b == 1",
      ["input.a", "input.b", "input.n…"],
    ],
    ["a negation", 'decision if not input.a.b == "x"', ["input.a.b"]],
    [
      "a comprehension",
      "decision if count([x | some x in input.a; x.b == 1]) > 1",
      ["input.a", "input.a[*]", "input.a[*]…", "input.a[*].b"],
    ],
  ])("%s", async (_title, module, expected) => {
    const { texts } = await pathsOf(module);
    expect(texts.filter((text) => !expected.includes(text) && text !== "input")).toEqual([]);
    for (const text of expected) expect([...texts, text.replace(/…$/, "")]).toContain(text.replace(/…$/, ""));
    for (const text of expected) if (text.endsWith("…")) expect(texts).toContain(text);
  });

  test("presence in a chain counts where a later lookup fails elsewhere", async () => {
    const paths = await pathsOf("decision if {\n\tx := input.a\n\tnot x.b\n}");
    expect(paths.texts).toContain("input.a");
  });

  test("a text that is no plan", () => {
    expect(() => inputPathsRead("{", "p/decision")).toThrow(PlanReadError);
    expect(() =>
      inputPathsRead(
        '{"plans":{"plans":[{"name":"p","blocks":[{"stmts":[{"type":"New","stmt":{}}]}]}]}}',
        "p",
      ),
    ).toThrow("unknown kind");
  });
});

describe("masked fields", () => {
  test.each([
    ["/input/a/b", "removed", true],
    ["/input/a/b", "replaced", true],
    ["/input/a", "removed", true],
    ["/input", "removed", true],
    ["/input/a/c", "replaced", false],
    ["/input/a/b/c", "removed", false],
    ["/input/c/d/e", "removed", true],
    ["/input/x~1y/z~0", "removed", true],
    ["/input/x/y", "removed", false],
    ["/result/a/b", "removed", false],
    ["/nd_builtin_cache", "removed", false],
  ] as const)("%s %s: %s", async (pointer, change, expected) => {
    const paths = await pathsOf(
      'decision if {\n\tinput.a.b == "x"\n\tinput.c == input.f\n\tinput["x/y"]["z~"] == 1\n}',
    );
    expect(paths.overlaps(pointer, change)).toBe(expected);
  });

  test("a field that a mask may have made, below one whose presence is read", async () => {
    const paths = await pathsOf("decision if is_object(input.a)");
    expect(paths.overlaps("/input/a/b", "removed")).toBe(false);
    expect(paths.overlaps("/input/a/b", "replaced")).toBe(true);
  });

  test("a header that is not read, below headers that are", async () => {
    const paths = await pathsOf('decision if input.attributes.request.http.headers.authorization == "x"');
    expect(paths.overlaps("/input/attributes/request/http/headers/cookie", "replaced")).toBe(false);
    expect(paths.overlaps("/input/attributes/request/http/headers/authorization", "replaced")).toBe(true);
  });
});
