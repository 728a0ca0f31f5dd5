import { describe, expect, it } from "vitest";
import type { Module, Statement, Term } from "../../src/rego/ast.ts";
import { bind, call, compare, fails, scalar, setOf, variable } from "../../src/rego/terms.ts";
import { verifyNegation } from "../../src/rego/verifier.ts";

const path: Term = { kind: "reference", head: variable("input"), path: [scalar("path")] };

function moduleOf(...body: readonly Statement[]): Module {
  return {
    metadata: {},
    package: "test",
    rules: [
      { kind: "default", name: "known", value: false },
      { kind: "rule", head: { kind: "complete", name: "rule" }, body },
    ],
  };
}

describe("verifyNegation", () => {
  it.each<[string, readonly Statement[]]>([
    [
      "a call of a local",
      [bind("path", path), fails(call("startswith", variable("path"), scalar("/")), "policy")],
    ],
    [
      "membership of a local",
      [bind("path", path), fails(compare(variable("path"), "in", setOf([scalar("/")])), "policy")],
    ],
    ["a rule with a default", [fails(variable("known"), "policy")]],
  ])("accepts %s", (_, body) => {
    expect(verifyNegation(moduleOf(...body))).toEqual([]);
  });

  it.each<[string, readonly Statement[]]>([
    ["a call of a reference", [fails(call("startswith", path, scalar("/")), "policy")]],
    [
      "a call of a call",
      [bind("path", path), fails(call("startswith", call("lower", variable("path")), scalar("/")), "policy")],
    ],
    ["a reference", [fails(path, "policy")]],
    [
      "a local that is bound later",
      [fails(call("is_string", variable("path")), "policy"), bind("path", path)],
    ],
    ["input itself", [fails(call("is_object", variable("input")), "policy")]],
    ["a rule without a default", [fails(variable("other"), "policy")]],
    [
      "the same inside every",
      [
        {
          kind: "every",
          variable: "x",
          collection: path,
          origin: "policy",
          body: [fails(call("is_string", path), "policy")],
        },
      ],
    ],
  ])("refuses %s", (_, body) => {
    expect(verifyNegation(moduleOf(...body))).toHaveLength(1);
  });
});
