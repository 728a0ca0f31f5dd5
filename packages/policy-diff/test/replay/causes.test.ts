import { describe, expect, test } from "vitest";
import type { DiffOptions, Report } from "../../src/index.ts";
import { defects, event, folderWith, run } from "../fixture.ts";

/** Lets in who has a role that grants the action; `limit` is a rule of the policy. */
const policy = (limit: string) => `package t

import data.roles

default allow := false

allow if {
	some role in data.users[input.user]
	input.action in roles[role].grants
	not limited
}

limited if ${limit}
`;

const data = (grants: readonly string[], more: object = {}) =>
  JSON.stringify({ users: { ann: ["editor"], bob: ["viewer"] }, roles: { editor: { grants } }, ...more });

const asked = [
  { user: "ann", action: "read" },
  { user: "ann", action: "write" },
  { user: "ann", action: "drop" },
  { user: "bob", action: "read" },
];

/** Recorded under the base of each case. */
function log(allowed: readonly string[]): string {
  return asked
    .map((input) => event({ input, result: input.user === "ann" && allowed.includes(input.action) }))
    .join("\n");
}

interface Case {
  readonly base: string;
  readonly head: string;
  readonly baseData: string;
  readonly headData: string;
  readonly allowed: readonly string[];
}

async function reportOf(given: Case, options: Partial<DiffOptions> = {}): Promise<Report> {
  const cwd = folderWith({
    "base.rego": given.base,
    "head.rego": given.head,
    "base.json": given.baseData,
    "head.json": given.headData,
    "log.ndjson": log(given.allowed),
  });
  const { report } = await run({
    base: "base.rego",
    head: "head.rego",
    baseData: ["base.json"],
    headData: ["head.json"],
    decisions: ["log.ndjson"],
    cwd,
    ...options,
  });
  expect(defects(report)).toEqual([]);
  return report;
}

const causes = ({ groups }: Report) =>
  groups.map(({ kind, cause, data, count }) => ({ kind, cause, data, count }));
const none = policy("false");
const noDrop = policy('input.action == "drop"');

describe.each(["javascript", "opa"] as const)("the cause of a group, replayed by %s", (engine) => {
  test("is the policy where base documents are the same", async () => {
    const documents = data(["read", "drop"]);
    const report = await reportOf(
      { base: none, head: noDrop, baseData: documents, headData: documents, allowed: ["read", "drop"] },
      { engine },
    );
    expect(causes(report)).toEqual([{ kind: "lockout", cause: "policy", data: [], count: 1 }]);
    expect(report.base.dataDigest).toBe(report.head.dataDigest);
  });

  test("is the data where they alone are other, and says which of those that the rules mention", async () => {
    const report = await reportOf(
      {
        base: none,
        head: none,
        baseData: data(["read"], { unused: 1 }),
        headData: data(["read", "write"], { unused: 2 }),
        allowed: ["read"],
      },
      { engine },
    );
    expect(causes(report)).toEqual([
      // No policy names the role, which could be anybody's name.
      { kind: "grant", cause: "data", data: ["/roles/‹key, 6›/grants"], count: 1 },
    ]);
  });

  test("is found for each group where both are other", async () => {
    const report = await reportOf(
      {
        base: none,
        head: noDrop,
        baseData: data(["read", "drop"]),
        headData: data(["read", "write", "drop"]),
        allowed: ["read", "drop"],
      },
      { engine },
    );
    expect(causes(report)).toEqual([
      { kind: "grant", cause: "data", data: ["/roles/‹key, 6›/grants"], count: 1 },
      { kind: "lockout", cause: "policy", data: [], count: 1 },
    ]);
  });

  test("is both where it takes both, or either would do", async () => {
    const takesBoth = await reportOf(
      {
        base: policy('input.action == "write"'),
        head: none,
        baseData: data(["read"]),
        headData: data(["read", "write"]),
        allowed: ["read"],
      },
      { engine },
    );
    expect(causes(takesBoth)).toMatchObject([{ kind: "grant", cause: "both" }]);
    const either = await reportOf(
      {
        base: none,
        head: noDrop,
        baseData: data(["read", "drop"]),
        headData: data(["read"]),
        allowed: ["read", "drop"],
      },
      { engine },
    );
    expect(causes(either)).toMatchObject([{ kind: "lockout", cause: "both" }]);
  });
});

test("nobody's: both sides answer alike where the record is an error", async () => {
  const documents = data(["read"]);
  const cwd = folderWith({
    "p.rego": none,
    "d.json": documents,
    "log.ndjson": event({ input: asked[0], error: { code: "eval_conflict_error", message: "…" } }),
  });
  const options = { base: "p.rego", head: "p.rego", baseData: ["d.json"], headData: ["d.json"] };
  const { report } = await run({ ...options, decisions: ["log.ndjson"], cwd });
  expect(report.groups).toMatchObject([{ transition: "error->allow", cause: null }]);
});

test("a group of data and one of policy are two, and the latter is called as without data", async () => {
  const documents = data(["read", "drop"]);
  const alone = await reportOf({
    base: none,
    head: noDrop,
    baseData: documents,
    headData: documents,
    allowed: ["read", "drop"],
  });
  const beside = await reportOf({
    base: none,
    head: noDrop,
    baseData: documents,
    headData: data(["read", "drop"], { other: true }),
    allowed: ["read", "drop"],
  });
  expect(beside.groups.map(({ id }) => id)).toEqual(alone.groups.map(({ id }) => id));
});

test("generated groups have causes too", async () => {
  const report = await reportOf(
    {
      base: none,
      head: noDrop,
      baseData: data(["read", "drop"]),
      headData: data(["read", "write", "drop"]),
      allowed: ["read", "drop"],
    },
    { decisions: [], search: { inputs: 3_000 }, paths: ["t/allow"] },
  );
  expect(report.groups.map(({ kind, cause }) => [kind, cause])).toEqual(
    expect.arrayContaining([
      ["grant", "data"],
      ["lockout", "policy"],
    ]),
  );
});
