import { expect, test } from "vitest";
import { verdicts } from "../../src/classify/verdict.ts";
import { kindOf } from "../../src/group/kind.ts";
import type { OnError } from "../../src/index.ts";

/** A row for each verdict before, a letter for each after: grant, lockout, error, other. The order is that of `verdicts`. */
const tables: Readonly<Record<OnError, readonly string[]>> = {
  deny: ["ollll", "goeoo", "geoee", "goeoo", "goeoo"],
  allow: ["olell", "goggg", "eloll", "glgoo", "glgoo"],
};

test.each(["deny", "allow"] as const)("every pair of verdicts is a kind of change where errors %s", (on) => {
  const kinds = verdicts.map((from) => verdicts.map((to) => kindOf(from, to, on)[0]).join(""));
  expect(kinds).toEqual(tables[on]);
});

test("a grant is seen whichever way an answer without a verdict is read", () => {
  for (const from of verdicts) {
    for (const to of verdicts) {
      // Envoy's plugin makes an error of such an answer; other callers refuse.
      const read = (verdict: string, errors: boolean) =>
        verdict === "allow" || verdict === "error" || (errors && verdict !== "deny");
      const grants = [true, false].map((errors) => !read(from, errors) && read(to, errors));
      if (grants.includes(true)) expect([from, to, kindOf(from, to, "allow")]).toEqual([from, to, "grant"]);
    }
  }
});
