import { expect, test } from "vitest";
import {
  type DiffOptions,
  diff,
  formatMarkdown,
  formatText,
  type MakeInputs,
  type SideInput,
} from "../../src/index.ts";
import { defects, event, folderWith, run, runOn } from "../fixture.ts";

const base = `package t

default allow := false

# Break glass
allow if {
	input.headers["x-break-glass"] == data.token
	input.role == "admin"
}

# Readers
allow if {
	input.method == "GET"
	startswith(input.path, "/public/")
}
`;
const head = base
  .replace(
    'input.headers["x-break-glass"] == data.token',
    'startswith(data.token, input.headers["x-break-glass"])',
  )
  .replace('input.method == "GET"', 'input.method == "GET"\n\tinput.version == 2');

const search = { inputs: 4_000, seed: 7 };

const searched = (one: string, other: string, options: Partial<DiffOptions> = {}) => {
  const cwd = folderWith({
    "base.rego": one,
    "head.rego": other,
    "data.json": '{"token": "q7-secret-token"}',
  });
  const data = { baseData: ["data.json"], headData: ["data.json"] };
  return run({ base: "base.rego", head: "head.rego", decisions: [], search, cwd, ...data, ...options });
};

test("finds a grant and a lock-out without any log, as small as they can be", async () => {
  const { report } = await searched(base, head);
  expect(defects(report)).toEqual([]);
  expect(report.search).toMatchObject({ seed: 7, differences: 2, verdict: "incomparable" });
  expect(report.groups.map(({ kind, origin, count, witness }) => ({ kind, origin, count, witness }))).toEqual(
    [
      {
        kind: "grant",
        origin: "generated",
        count: 0,
        witness: { input: { headers: { "x-break-glass": "" }, role: "admin" }, now: null },
      },
      {
        kind: "lockout",
        origin: "generated",
        count: 0,
        witness: { input: { method: "GET", path: { withheld: "string", length: 8 } }, now: null },
      },
    ],
  );
  expect(report.rules.map(({ name, found }) => ({ name, found }))).toEqual([
    { name: "Break glass", found: ["grant"] },
    { name: "Readers", found: ["lockout"] },
  ]);
  expect(report.rules.every(({ generated }) => generated > 0)).toBe(true);
  expect(report.confirmed.events).toBe(2);
  expect(report.gate).toMatchObject({ reliable: true, exitCode: 0 });
  for (const text of [formatText(report), formatMarkdown(report)]) {
    expect(text).toContain("not in recorded decisions");
    expect(text).toContain("incomparable");
    expect(text).not.toContain("q7-secret");
  }
});

test("trips the gate with what it finds", async () => {
  const { report } = await searched(base, head, { failOn: ["grant"] });
  expect(report.gate).toMatchObject({ tripped: ["grant"], exitCode: 1 });
  const { report: harmless } = await searched(base, base.replace('"/public/"', '"/public/x/"'), {
    failOn: ["grant"],
  });
  expect(harmless.search?.verdict).toBe("lessPermissive");
  expect(harmless.gate).toMatchObject({ tripped: [], exitCode: 0 });
});

test("finds no difference where there is none", async () => {
  const { report } = await searched(base, base.replace("# Readers", "# Everybody reads"));
  expect(report.search).toMatchObject({ differences: 0, verdict: "noDifferenceFound" });
  expect(report.search?.inputs).toBeGreaterThanOrEqual(4_000);
  expect(formatMarkdown(report)).toContain("search found no difference");
});

test("finds the same with the same seed", async () => {
  const [one, other] = [await searched(base, head), await searched(base, head)];
  const lasting = ({ report }: typeof one) => ({ ...report, search: { ...report.search, seconds: 0 } });
  expect(lasting(one)).toEqual(lasting(other));
});

test("leaves to the record what the record shows, and shows none of its values", async () => {
  const input = { headers: { "x-break-glass": "" }, role: "admin", path: "/private-4711" };
  const log = [
    event({ path: "t/allow", input, result: false }),
    event({ path: "t/allow", input: { method: "GET", path: "/public/private-4712" }, result: true }),
  ].join("\n");
  const { report } = await runOn(base, head, log, { search });
  expect(defects(report)).toEqual([]);
  // Without data, nothing breaks the glass; readers are locked out in the record already.
  expect(report.groups.map(({ kind, origin, count }) => ({ kind, origin, count }))).toEqual([
    { kind: "lockout", origin: "recorded", count: 1 },
  ]);
  expect(report.search).toMatchObject({ differences: 1, verdict: "lessPermissive" });
  expect(JSON.stringify(report)).not.toContain("471");
});

test("begins with the inputs of a large log, and counts it as without a search", async () => {
  const input = (index: number) => ({ method: "GET", path: `/public/${index}` });
  const log = Array.from({ length: 60 }, (_, index) => event({ input: input(index), result: true })).join(
    "\n",
  );
  const cwd = folderWith({ "base.rego": base, "head.rego": head, "log.ndjson": log });
  const given = { base: "base.rego", head: "head.rego", decisions: ["log.ndjson"], cwd, shardBytes: 2_000 };
  const whole = await run({ ...given, search });
  const apart = await run({ ...given, search, shardBytes: 1_000_000 });
  const recorded = await diff(given);
  expect(whole.report.totals).toEqual(recorded.totals);
  expect(whole.report.hours).toEqual(recorded.hours);
  expect(whole.report.groups).toEqual(recorded.groups);
  expect(whole.report.groups).toEqual(apart.report.groups);
  expect(whole.report.search).toMatchObject({ differences: 1, verdict: "lessPermissive" });
});

test("searches a decision that one side lacks, and refuses a search of nothing", async () => {
  const { report } = await searched(
    base,
    `${base}\ndefault extra := false\n\nextra if input.role == "extra"\n`,
  );
  expect(report.search?.decisions.map(({ path, verdict }) => ({ path, verdict }))).toEqual([
    { path: "t/allow", verdict: "noDifferenceFound" },
    { path: "t/extra", verdict: "morePermissive" },
  ]);
  await expect(searched(base, head, { search: {} })).rejects.toThrow(/a time or a number/);
});

test("sees a change of data alone, and a time that matters", async () => {
  const timed = base.replace('input.role == "admin"', "input.until > time.now_ns() / 1000000000");
  const { report } = await searched(timed, timed.replace(" > time.now_ns() / 1000000000", ""));
  expect(report.search?.verdict).toBe("morePermissive");
  expect(report.groups[0]?.witness?.now).toMatch(/^2026-01-05T12/);
});

test("has inputs made of what both sides tell, and ends with the first other verdict", async () => {
  let sides: readonly SideInput[] = [];
  let made = 0;
  const makeInputs: MakeInputs = (given) => {
    sides = given;
    return {
      next: () => {
        made++;
        const token = made % 100 === 0 ? "q7" : "none";
        return { input: { headers: { "x-break-glass": token }, role: "admin" }, now: 0n };
      },
      has: () => true,
    };
  };
  const only = base.replace(
    'input.headers["x-break-glass"] == data.token',
    'startswith(data.token, input.headers["x-break-glass"])',
  );
  const { report } = await searched(base, only, {
    search: { inputs: 100_000, seed: 7, makeInputs, untilVerdict: true },
  });
  expect(defects(report)).toEqual([]);
  expect(report.groups.map(({ kind }) => kind)).toEqual(["grant"]);
  expect(report.search?.inputs).toBeLessThan(2_000);
  expect(sides).toHaveLength(2);
  for (const { reads, texts, comparedLiterals, data } of sides) {
    expect(reads).toContainEqual(["headers", "x-break-glass"]);
    expect([...texts]).toContain("/public/");
    expect(comparedLiterals).toContainEqual({ path: ["role"], value: "admin", relation: "equals" });
    expect(data).toEqual({ token: "q7-secret-token" });
  }
});
