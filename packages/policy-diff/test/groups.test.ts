import { describe, expect, test } from "vitest";
import { defects, event, runOn } from "./fixture.ts";

const base = `package t

default allow := false

# Readers may read.
allow if {
	input.user.role == "reader"
	input.method == "GET"
}

# Writers may write.
allow if {
	input.user.role == "writer"
	input.method in {"PUT", "POST"}
}
`;

const head = `package t

default allow := false

# A comment that only moves things.

# Readers may read.
allow if {
	input.user.role == "reader"
	input.method == "GET"
	input.tenant == "own"
}

# Writers may write.
allow if {
	input.user.role == "writer"
	input.method in {"PUT", "POST"}
}

# Guests may look.
allow if {
	input.user.role == "guest"
	input.method == "HEAD"
}

# Nobody comes here.
allow if input.user.role == "nobody"
`;

const events = [
  ...Array.from({ length: 3 }, (_, i) => ({
    input: { user: { role: "guest", id: `g${i}` }, method: "HEAD", nr: i },
    result: false,
  })),
  ...Array.from({ length: 5 }, (_, i) => ({
    input: { user: { role: "reader", id: "r" }, method: "GET", tenant: "x".repeat(5 - i) },
    result: true,
  })),
  ...Array.from({ length: 4 }, (_, i) => ({
    input: { user: { role: "reader", id: "r" }, method: "GET", tenant: "own", nr: i },
    result: true,
  })),
  ...Array.from({ length: 20 }, (_, i) => ({
    input: { user: { role: "courier", id: `c${i}` }, method: "GET", nr: i },
    result: false,
  })),
];
const log = events.map((members, index) => event({ decision_id: `d${index}`, ...members })).join("\n");

describe("groups of plain Rego", () => {
  test("say which decision, from what to what, because of which rule, for whom and on what", async () => {
    const { report } = await runOn(base, head, log);
    expect(defects(report)).toEqual([]);
    const [grant, lockout, ...others] = report.groups;
    expect(others).toEqual([]);
    expect(grant).toMatchObject({
      path: "t/allow",
      transition: "deny->allow",
      kind: "grant",
      count: 3,
      from: { defined: true, value: false },
      to: { defined: true, value: true },
      rules: { base: [], head: [{ name: "Guests may look", file: "head.rego", row: 21, status: "new" }] },
      distinct: { principal: 3 },
    });
    expect(grant?.where.map(({ path, values }) => ({ path, values }))).toEqual([
      { path: "input.method", values: [{ value: "HEAD", count: 3 }] },
      { path: "input.user.role", values: [{ value: "guest", count: 3 }] },
    ]);
    expect(lockout).toMatchObject({
      transition: "allow->deny",
      kind: "lockout",
      count: 5,
      rules: { base: [{ name: "Readers may read", row: 6, status: "changed" }], head: [] },
      distinct: { principal: 1 },
    });
    expect(lockout?.where.map(({ path }) => path)).toEqual(["input.tenant"]);
    // The smallest witness first: that with the shortest tenant.
    expect(lockout?.examples[0]?.decision_id).toBe("d7");
  });

  test("rules that differ are listed with what reached them", async () => {
    const { report } = await runOn(base, head, log);
    expect(report.rules.map(({ name, change, recorded }) => ({ name, change, recorded }))).toEqual([
      { name: "Readers may read", change: "changed", recorded: { base: 9, head: 4 } },
      { name: "Guests may look", change: "new", recorded: { base: 0, head: 3 } },
      { name: "Nobody comes here", change: "new", recorded: { base: 0, head: 0 } },
    ]);
  });

  test("a fingerprint depends on neither counts, values nor rows", async () => {
    const first = await runOn(base, head, log);
    const fewer = events.filter((_, index) => index % 2 === 0);
    const others = fewer.map((members, index) => event({ decision_id: `e${index}`, ...members })).join("\n");
    const moved = await runOn(base, head.replace("# A comment", "# A longer\n# comment"), others);
    expect(moved.report.groups.map(({ id }) => id)).toEqual(first.report.groups.map(({ id }) => id));
    expect(moved.report.groups.map(({ count }) => count)).not.toEqual(
      first.report.groups.map(({ count }) => count),
    );
  });

  test("two rules that grant make two groups", async () => {
    const two = `${base}
# Guests may look.
allow if {
	input.user.role == "guest"
	input.nr == 0
}

# Guests may also look twice.
allow if {
	input.user.role == "guest"
	input.nr > 0
}
`;
    const { report } = await runOn(base, two, log);
    expect(report.groups.map(({ count, rules }) => [count, rules.head.map(({ name }) => name)])).toEqual([
      [2, ["Guests may also look twice"]],
      [1, ["Guests may look"]],
    ]);
  });
});

test("rules that add their names to a set are named by them", async () => {
  const policy = (more: string) => `package t

default allow := false

allow if {
	count(denied_by) == 0
	count(allowed_by) > 0
}

# METADATA
# title: readers may read
allowed_by contains "readers may read" if input.role == "reader"

denied_by contains "closed" if input.closed == true
${more}`;
  const { report } = await runOn(
    policy(""),
    policy('\nallowed_by contains "guests may look" if input.role == "guest"\n'),
    [
      event({ input: { role: "guest" }, result: false }),
      event({ input: { role: "reader" }, result: true }),
    ].join("\n"),
  );
  expect(report.groups.map(({ rules }) => rules)).toMatchObject([
    { base: [], head: [{ name: "guests may look", status: "new" }] },
  ]);
});

test("the same verdict with another answer is a group of its own, by what differs inside", async () => {
  const policy = (limit: number) => `package t

deny contains "too much" if input.total > ${limit}

deny contains sprintf("no %v", [input.what]) if input.what
`;
  const { report } = await runOn(
    policy(10),
    policy(5),
    [
      event({ path: "t/deny", input: { total: 7 }, result: [] }),
      event({ path: "t/deny", input: { total: 7, what: "salt" }, result: ["no salt"] }),
      event({ path: "t/deny", input: { total: 2, what: "salt" }, result: ["no salt"] }),
    ].join("\n"),
  );
  expect(report.decisions[0]).toMatchObject({ polarity: "deny-set", polaritySource: "inferred" });
  expect(report.groups.map(({ transition, kind }) => [transition, kind])).toEqual([
    ["allow->deny", "lockout"],
    ["deny->deny", "other"],
  ]);
  expect(report.groups[1]).toMatchObject({
    from: { defined: true, value: [{ withheld: "string", length: 7 }] },
    changes: [{ op: "add", path: "", head: "too much" }],
  });
});

test("a stated polarity wins over the inferred one", async () => {
  const { report } = await runOn(base, head, log, { polarity: { "t/allow": "deny" } });
  expect(report.decisions[0]).toMatchObject({ polarity: "deny", polaritySource: "given" });
  expect(report.groups[0]).toMatchObject({ transition: "deny->allow", count: 5 });
});
