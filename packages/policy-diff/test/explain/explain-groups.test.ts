import { describe, expect, test } from "vitest";
import type { DiffOptions, Explanation, Report } from "../../src/index.ts";
import { event, runOn } from "../fixture.ts";

async function explained(
  base: string,
  head: string,
  events: readonly Readonly<Record<string, unknown>>[],
  options: Partial<DiffOptions> = {},
): Promise<{ readonly report: Report; readonly explanation: Explanation }> {
  let explanation: Explanation | undefined;
  const { report } = await runOn(base, head, events.map(event).join("\n"), {
    minComparable: 0,
    onExplanation: (found) => {
      explanation = found;
    },
    ...options,
  });
  if (explanation === undefined) throw new Error("no explanation was given");
  return { report, explanation };
}

const policy = (condition: string) =>
  `package t\n\ndefault allow := false\n\n# Clerks may read.\nallow if {\n\tinput.role == "clerk"\n\t${condition}\n\tinput.last == 1\n}\n`;

describe("an explanation", () => {
  test("has the rules of both sides, and how each line came out", async () => {
    const { report, explanation } = await explained(
      policy('input.method == "GET"'),
      policy('input.method == "PUT"'),
      [
        { input: { role: "clerk", method: "GET", last: 1 }, result: true },
        { input: { role: "clerk", method: "DELETE", last: 1 }, result: false },
      ],
    );
    expect(explanation.groups.map(({ id }) => id)).toEqual(report.groups.map(({ id }) => id));
    const [group] = explanation.groups;
    expect(group?.rules.base.map(({ title, row, lines }) => [title, row, lines.length])).toEqual([
      ["Clerks may read", 6, 5],
    ]);
    expect(group?.rules.head.map(({ title }) => title)).toEqual(["Clerks may read"]);
    const outcomes = (side: "base" | "head") =>
      group?.events[0]?.lines[side]?.map(({ row, outcome }) => `${row} ${outcome}`);
    expect(outcomes("base")).toEqual(["7 succeeded", "8 succeeded", "9 succeeded"]);
    expect(outcomes("head")).toEqual(["7 succeeded", "8 failed", "9 notReached"]);
  });

  test("shows only what a policy names", async () => {
    const secret = "t0p-s3cret-value";
    const { explanation } = await explained(policy("input.token"), policy("not input.token"), [
      { input: { role: "clerk", token: secret, last: 1, [secret]: secret }, result: true },
    ]);
    const places = explanation.groups[0]?.events[0]?.places;
    expect(places?.find(({ path }) => path === "input.role")).toEqual({
      path: "input.role",
      value: "clerk",
      readBy: ["base", "head"],
    });
    expect(places?.find(({ path }) => path === "input.token")?.value).toEqual({
      withheld: "string",
      length: 16,
    });
    expect(JSON.stringify(explanation)).not.toContain(secret);
  });

  test("does without the lines of a side that does not have the decision", async () => {
    const { explanation } = await explained(policy("true"), "package t\n\nother := 1\n", [
      { input: { role: "clerk", last: 1 }, result: true },
    ]);
    expect(explanation.groups[0]?.rules.head).toEqual([]);
    expect(explanation.groups[0]?.events[0]?.head).toEqual({ defined: false });
  });

  test("reads version 0 of Rego", async () => {
    const old = (role: string) =>
      `package t\n\ndefault allow = false\n\nallow {\n\tinput.role == "${role}"\n}\n`;
    const { explanation } = await explained(old("a"), old("b"), [{ input: { role: "a" }, result: true }], {
      regoVersion: "v0",
    });
    const lines = explanation.groups[0]?.events[0]?.lines;
    // Without titles, the two are one rule that changed.
    expect(lines?.head).toEqual([{ file: "head.rego", row: 6, endRow: 6, outcome: "failed" }]);
    expect(lines?.base).toEqual([{ file: "base.rego", row: 6, endRow: 6, outcome: "succeeded" }]);
  });
});
