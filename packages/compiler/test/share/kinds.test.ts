import { expect, it } from "vitest";
import type { Rule, Statement } from "../../src/rego/ast.ts";
import { printModule } from "../../src/rego/printer.ts";
import { arrayOf, bind, call, compare, fails, holds, scalar, setOf, variable } from "../../src/rego/terms.ts";
import { shareKinds } from "../../src/share/kinds.ts";
import { valuesOf } from "./values.ts";

const get = (of: ReturnType<typeof variable>, ...path: string[]) =>
  call("object.get", of, arrayOf(path.map(scalar)), scalar(null));

/** A body for objects of one kind or more, whose local variables are called after the first. */
function body(
  given: string | readonly string[],
  rest: (name: string) => readonly Statement[],
  asks = false,
): Rule {
  const kinds = [given].flat();
  const [kind = ""] = kinds;
  const name = kind.toLowerCase();
  const entries = kinds.map((one) => [one, variable("whole")] as const);
  const table = { kind: "object", entries } as const;
  return {
    kind: "rule",
    head: { kind: "contains", name: "malformed", element: scalar("input.spec") },
    body: [
      ...(asks
        ? [
            holds(
              compare(
                { kind: "reference", head: variable("input"), path: [scalar("kind")] },
                kinds.length === 1 ? "==" : "in",
                kinds.length === 1 ? scalar(kind) : setOf(kinds.map(scalar)),
              ),
              "policy",
            ),
          ]
        : []),
      bind("whole", variable("input")),
      bind(name, call("object.get", table, arrayOf([get(variable("input"), "kind")]), scalar(null))),
      ...rest(name),
    ],
  };
}

/** What is no object where something must be there. */
const failsOnNull = (name: string): readonly Statement[] => [
  bind("spec", get({ kind: "object", entries: [["value", variable(name)]] }, "value", "spec")),
  holds(compare(variable("spec"), "!=", scalar(null)), "guard"),
  fails(call("is_object", variable("spec")), "guard"),
];

/** What is no object, null included. */
const holdsOnNull = (name: string): readonly Statement[] => [
  bind("spec", get({ kind: "object", entries: [["value", variable(name)]] }, "value", "spec")),
  fails(call("is_object", variable("spec")), "guard"),
];

const inputs = ["Job", "Pod", "Node", 1].flatMap((kind) =>
  [{}, [], null, undefined].map((spec) => ({ kind, ...(spec === undefined ? {} : { spec }) })),
);

const share = (rules: readonly Rule[]) => shareKinds(rules, (wish) => `${wish}_new`);

it.each([
  ["look the object up and fail on null", failsOnNull, false, 1],
  ["look the object up and may hold on null", holdsOnNull, false, 2],
  ["compare the kind", holdsOnNull, true, 1],
] as const)(
  "bodies that %s become as few as may be, with the same outcome",
  async (_what, rest, asks, left) => {
    for (const kinds of ["Pod", ["Pod", "Node"]]) {
      const before = [body("Job", rest, asks), body(kinds, rest, asks)];
      const after = share(before);
      expect(after).toHaveLength(left);
      expect(await valuesOf(after, "malformed", inputs)).toEqual(await valuesOf(before, "malformed", inputs));
    }
  },
);

it("keeps bodies apart that find something else, or do so in other places", () => {
  const other = body("Pod", failsOnNull);
  if (other.kind !== "rule" || other.head.kind !== "contains") throw new Error("no set");
  const elsewhere: Rule = { ...other, head: { ...other.head, element: scalar("input.status") } };
  expect(share([body("Job", failsOnNull), elsewhere])).toHaveLength(2);
  expect(share([body("Job", failsOnNull), body("Pod", () => failsOnNull("whole"))])).toHaveLength(2);
  expect(printModule({ metadata: {}, package: "p", rules: share([other]) }).text).toContain('{"Pod": whole}');
});
