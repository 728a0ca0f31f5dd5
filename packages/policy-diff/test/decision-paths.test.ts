import { describe, expect, test } from "vitest";
import { defects, event, runOn } from "./fixture.ts";

const base = `package t

default allow := false

allow if input.user == "root"

decision := {"by": {"x": input.user}, "n": 1}

keyed[pair[0]] := pair[1] if some pair in input.pairs
`;

const pairs = [
  ["a", 1],
  ["b", 1],
  ["b", 2],
];

/** What no honest caller asks for, beside one decision that must still be compared. */
const events = [
  event({ decision_id: "plain", input: { user: "eve" }, result: false }),
  event({ decision_id: "within", path: "t/decision/by/x", input: { user: "eve" }, result: "eve" }),
  event({ decision_id: "undefined", path: "t/decision/by/y", input: { user: "eve" } }),
  event({ decision_id: "control", path: "t/allow/\u0000\u0001\ud800", input: {} }),
  // The conflict is at another key, which opa does not look at.
  event({ decision_id: "conflict", path: "t/keyed/a", input: { pairs }, result: 1 }),
  event({ decision_id: "long", path: `t/decision/${"x".repeat(200_000)}`, input: {} }),
];

describe("paths that lead into the value of a rule", () => {
  test.each(["opa", "opa-wasm", "javascript"] as const)("are decided as by OPA under %s", async (engine) => {
    const head = base.replace('"root"', '"eve"').replace('"by": {"x": input.user}', '"by": {"x": 2}');
    const { report, rows } = await runOn(base, head, events.join("\n"), { engine });
    expect(defects(report)).toEqual([]);
    const classes = Object.fromEntries(rows.map((row) => [row.decision_id, row.class]));
    expect(classes).toEqual({
      plain: "changed",
      within: "changed",
      undefined: "unchanged",
      control: "unchanged",
      conflict: "unchanged",
      long: "outOfScope",
    });
    expect(report.warnings).toContainEqual(expect.objectContaining({ code: "longPath", count: 1 }));
  });
});
