import { expect, it } from "vitest";
import type { Rule, Statement } from "../../src/rego/ast.ts";
import { bind, call, compare, holds, scalar, variable } from "../../src/rego/terms.ts";
import { shareTwins } from "../../src/share/twins.ts";
import { valuesOf } from "./values.ts";

const accepts = (name: string, ...body: readonly Statement[]): Rule => ({
  kind: "rule",
  head: { kind: "function", name, parameters: ["item"] },
  body,
});

const equals = (value: string): Statement => holds(compare(variable("item"), "==", scalar(value)), "policy");

const found = (name: string, element: string): Rule => ({
  kind: "rule",
  head: { kind: "contains", name: "found", element: scalar(element) },
  body: [holds(call(name, variable("input")), "policy")],
});

it("keeps one of functions that say the same, also where they call such functions", async () => {
  const rules = [
    found("outer", "one"),
    found("outer_2", "two"),
    found("outer_3", "three"),
    ...["", "_2"].flatMap((end) => [
      accepts(`outer${end}`, holds(call(`inner${end}`, variable("item")), "policy")),
      accepts(`inner${end}`, equals("a")),
      accepts(`inner${end}`, equals("b")),
    ]),
    accepts("outer_3", holds(call("inner_3", variable("item")), "policy")),
    accepts("inner_3", equals("a")),
  ];
  const shared = shareTwins(rules);
  // `outer` and `inner`, which `_2` said as well; `_3` has a body less.
  expect(shared).toHaveLength(3 + 3 + 2);
  const inputs = ["a", "b", "c", null];
  expect(await valuesOf(shared, "found", inputs)).toEqual(await valuesOf(rules, "found", inputs));
});

it("leaves what is asked for by its name", () => {
  const metadata = { title: "allowed" };
  const others: readonly Rule[] = [
    { kind: "rule", head: { kind: "complete", name: "first" }, body: [], metadata },
    { kind: "rule", head: { kind: "complete", name: "second" }, body: [], metadata },
    { kind: "default", name: "third", value: false },
    { kind: "default", name: "fourth", value: false },
  ];
  expect(shareTwins(others)).toEqual(others);
});

it("keeps both where a variable has the name of one", async () => {
  const value = (name: string): Rule => ({
    kind: "rule",
    head: { kind: "complete", name, value: scalar("a") },
    body: [],
  });
  const rules: readonly Rule[] = [
    {
      kind: "rule",
      head: { kind: "contains", name: "found", element: scalar("equal") },
      body: [
        bind("chosen", variable("input")),
        holds(compare(variable("chosen"), "==", variable("chosen_2")), "policy"),
      ],
    },
    value("chosen"),
    value("chosen_2"),
  ];
  const inputs = ["a", "b"];
  expect(await valuesOf(shareTwins(rules), "found", inputs)).toEqual(await valuesOf(rules, "found", inputs));
});
