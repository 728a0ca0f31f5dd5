import { describe, expect, test } from "vitest";
import { decide, dependsOn, same, undefinedAlways } from "./decide.ts";

describe("a loop over what is not known", () => {
  test("may never run, or any number of times", async () => {
    expect(
      await decide(`result if { some x in input.x; x == 1 }`, { input: { x: 0 }, unknown: ["x"] }),
    ).toEqual(dependsOn("x"));
    expect(
      await decide(`result if { some _ in input.x; false }`, { input: { x: 0 }, unknown: ["x"] }),
    ).toEqual(undefinedAlways);
    const all = `result := "all" if every x in input.x { x != x }

result := "all" if not every_differs

every_differs if every x in input.x { x != x }`;
    expect(await decide(all, { input: { x: 0 }, unknown: ["x"] })).toMatchObject({ kind: "depends" });
  });

  test("may give one rule two values", async () => {
    const policy = `result := x if { some x in input.x; x == [1, 2][_] }

result := 3 if input.never`;
    expect(await decide(policy, { input: { x: [1] }, unknown: ["x"] })).toMatchObject({ kind: "depends" });
    const conflict = `default result := "none"

result := "none" if { some x in input.x; two(x) }

two(x) := 1 if x == 1

two(x) := 2 if x == 1`;
    expect(await decide(conflict, { input: { x: 0 }, unknown: ["x"] })).toMatchObject({ kind: "depends" });
    const keyed = `made[k] := v if some k, v in {["a", input.x[_]][0]: input.x[_]}

result if count(made) < 5`;
    expect(await decide(keyed, { input: { x: 0 }, unknown: ["x"] })).toMatchObject({ kind: "depends" });
  });

  test("fills containers with anything", async () => {
    const input = { x: [1], y: 1 };
    const sized = (container: string, test: string) =>
      `made := ${container}\n\nresult := "few" if count(made) < ${test}\n\nresult := "many" if count(made) >= ${test}`;
    for (const made of ["{x | some x in input.x}", "[x | some x in input.x]"]) {
      for (const size of ["1", "2", "7", "50"])
        expect(await decide(sized(made, size), { input, unknown: ["x"] })).toMatchObject({ kind: "depends" });
      expect(await decide(sized(made, "0"), { input, unknown: ["x"] })).toEqual(same("many"));
    }
    const seventh = `made := [y | some x in input.x; y := [x, 1][_]]\n\nresult := "long" if made[13] == 1`;
    expect(await decide(seventh, { input, unknown: ["x"] })).toMatchObject({ kind: "depends" });
    const member = `made contains x if some x in input.x\n\nresult if "g" in made`;
    expect(await decide(member, { input, unknown: ["x"] })).toMatchObject({ kind: "depends" });
  });

  test("keeps what does not come from it", async () => {
    const policy = `made contains "known"

made contains x if some x in input.x

made contains concat("", ["a", "b"]) if some _ in input.x

result if "known" in made

result if { not "known" in made; input.never }`;
    expect(
      await decide(`names := {n | some n in ["a"]; some _ in input.x}\n\nresult if not "b" in names`, {
        input: { x: 0 },
        unknown: ["x"],
      }),
    ).toEqual(same(true));
    // What a set holds that grew with unknowns is given up: cautious, and not wrong.
    expect(await decide(policy, { input: { x: 0 }, unknown: ["x"] })).toMatchObject({ kind: "depends" });
  });

  test("within another, over what is known", async () => {
    const policy = `result contains role if {
	some role in ["a", "b"]
	some x in input.x
	x == "no"
	role == "c"
}`;
    expect(await decide(policy, { input: { x: 0 }, unknown: ["x"] })).toEqual(same([]));
  });
});

describe("sets and objects that hold what is not known", () => {
  test("have a size that depends on duplicates", async () => {
    expect(await decide(`result := count({input.x, "a"})`, { input: { x: 0 }, unknown: ["x"] })).toEqual(
      dependsOn("x"),
    );
    expect(await decide(`result := count([input.x, "a"])`, { input: { x: 0 }, unknown: ["x"] })).toEqual(
      same(2),
    );
    expect(
      await decide(`result := count({input.x, input.x, [input.x]})`, { input: { x: 0 }, unknown: ["x"] }),
    ).toEqual(same(2));
  });

  test("are gone through in an order that depends on it", async () => {
    const policy = `sorted := [x | some x in {input.x, "b"}]

result := sorted[0] == "b"`;
    expect(await decide(policy, { input: { x: 0 }, unknown: ["x"] })).toEqual(dependsOn("x"));
  });

  test("can have two values for one key", async () => {
    const policy = `made := {k: v | some v, k in [input.x, "a"]}

result if count(made) > 0`;
    expect(await decide(policy, { input: { x: 0 }, unknown: ["x"] })).toMatchObject({ kind: "depends" });
  });

  test("can be read at a key that is not known", async () => {
    const roles = { admin: { level: 1 }, reader: { level: 1 } };
    const policy = `default result := 1

result := level if level := data.roles[input.x].level`;
    expect(await decide(policy, { input: { x: 0 }, unknown: ["x"], data: { roles } })).toEqual(same(1));
    const more = { ...roles, owner: { level: 2 } };
    expect(await decide(policy, { input: { x: 0 }, unknown: ["x"], data: { roles: more } })).toMatchObject({
      kind: "depends",
    });
  });
});
