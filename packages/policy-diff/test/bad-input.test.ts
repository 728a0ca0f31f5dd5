import { expect, test, vi } from "vitest";
import { formatJson, formatMarkdown, formatText } from "../src/index.ts";
import { defects, event, folderWith, run, runOn } from "./fixture.ts";

// One waits until OPA has given up on an evaluation that does not end.
vi.setConfig({ testTimeout: 300_000 });

const policy = (body: string) => `package t\n\ndefault allow := false\n\n${body}\n`;
const byUser = policy('allow if input.user == "a"');

test("an event of 100 MB is named, and is not held", async () => {
  const small = event({ input: { user: "a" }, result: true });
  const huge = Buffer.alloc(100_000_000, `${small.slice(0, -1)},"note":"`);
  const log = Buffer.concat([
    Buffer.from(`${small}\n`),
    huge,
    Buffer.from('"}\n{"type":'),
    Buffer.from("1}\n"),
  ]);
  const files = { "p.rego": byUser, "log.ndjson": log };
  const cwd = folderWith(files);
  const held = process.memoryUsage().arrayBuffers;
  const stream = async function* () {
    for (let at = 0; at < log.length; at += 1 << 20) yield log.subarray(at, at + (1 << 20));
  };
  for (const options of [
    { decisions: ["log.ndjson"] },
    { decisions: ["log.ndjson"], shardBytes: 1 << 20 },
    { decisions: ["-"], stdin: stream() },
  ]) {
    const { report } = await run({ base: "p.rego", head: "p.rego", cwd, minComparable: 0, ...options });
    expect(defects(report)).toEqual([]);
    expect(report.totals).toMatchObject({ unchanged: 1, unreadable: 1 });
    expect(report.warnings.map(({ message }) => message).join()).toContain("longer than 33554432 bytes");
  }
  expect(process.memoryUsage().arrayBuffers - held).toBeLessThan(500_000_000);
});

test("more groups than can be shown are counted, and bounded", async () => {
  const bits = 14;
  const names = Array.from({ length: bits }, (_, bit) => `b${bit}`);
  // Each set of reasons is a group of its own.
  const head = `package t\n\n${names.map((name) => `deny contains "${name}" if input.${name}`).join("\n\n")}\n`;
  const base = 'package t\n\ndeny contains "never" if input.never\n';
  // All else is another in each event as well.
  const log = Array.from({ length: 12_000 }, (_, index) =>
    event({
      path: "t/deny",
      input: {
        user: { email: `user-${index}@example.org` },
        path: `/documents/${index}`,
        ...Object.fromEntries(names.map((name, bit) => [name, ((index + 1) >> bit) % 2 === 1])),
      },
      result: [],
      decision_id: `d${index}`,
      timestamp: new Date(index * 3_600_000).toISOString(),
      labels: { id: "t", version: `1.0.${index}` },
      bundles: { [`bundle-${index}`]: { revision: `r${index}` } },
    }),
  );
  const { report } = await runOn(base, head, log.join("\n"), { confirmSample: 0 });
  expect(defects(report)).toEqual([]);
  expect(report.totals.changed).toBe(12_000);
  expect(report.groups).toHaveLength(500);
  expect(report.groupsOmitted.groups).toBeLessThanOrEqual(10_000);
  expect(report.groupsOmitted.groups).toBeGreaterThan(9_000);
  expect(report.groupsOmitted.atLeast).toBe(true);
  const shown = report.groups.reduce((sum, { count }) => sum + count, 0);
  expect(shown + report.groupsOmitted.events).toBe(12_000);
  expect([report.recordedBy.length, report.revisions.length]).toEqual([1_000, 1_000]);
  expect(report.rowsOmitted).toEqual({ recordedBy: 11_000, revisions: 11_000 });
  expect(report.hours.reduce((sum, { events }) => sum + events, 0)).toBe(12_000);
  expect(report.hours).toHaveLength(2_201);
  expect(formatJson(report).length).toBeLessThan(4_000_000);
  for (const text of [formatText(report), formatMarkdown(report)]) {
    expect(text).toMatch(/at least 10,\d{3} more groups/);
    expect(text).toContain("more bundle revisions than are listed; 11000 decisions");
    expect(text.length).toBeLessThan(60_000);
  }
});

test("what does not fit into a list is counted, and said", async () => {
  // Base never gives what was recorded, and each event is of an hour of its own.
  const log = Array.from({ length: 1_200 }, (_, index) =>
    event({
      decision_id: `d${index}`,
      input: { user: "a" },
      result: false,
      timestamp: new Date(index * 3_600_000).toISOString(),
    }),
  );
  const { report } = await runOn(byUser, byUser, log.join("\n"), { minComparable: 0 });
  expect(defects(report)).toEqual([]);
  expect(report.totals).toMatchObject({ indeterminate: 1_200, baseMismatch: 1_200 });
  expect(report.mismatches).toHaveLength(1_000);
  expect(report.rowsOmitted).toEqual({ mismatches: 200 });
  expect(report.warnings).toMatchObject([{ code: "rowsOmitted", count: 200 }]);
});

test("a policy that does not end on some events errs on those alone", async () => {
  const head = policy(
    [
      'allow if {\n\tinput.user == "a"\n\tnot endless\n}',
      "endless if {\n\tsome i in numbers.range(1, input.n)\n\tsome j in numbers.range(1, input.n)\n\ti * j == -1\n}",
    ].join("\n\n"),
  );
  const log = [3, 100_000, 4].map((n, index) =>
    event({ decision_id: `d${index}`, input: { user: "a", n }, result: true }),
  );
  const { report } = await runOn(byUser, head, log.join("\n"));
  expect(defects(report)).toEqual([]);
  expect(report.totals).toMatchObject({ unchanged: 2, error: 1 });
  expect(report.transitions["allow->error"]).toBe(1);
  expect(report.errors).toMatchObject([{ side: "head", code: "eval_cancel_error", count: 1 }]);
});

test("a finished part that cannot be kept ends the run, and says where", async () => {
  const cwd = folderWith({
    "p.rego": byUser,
    "log.ndjson": event({ input: { user: "a" }, result: true }),
    kept: "",
  });
  const options = { base: "p.rego", head: "p.rego", decisions: ["log.ndjson"], cwd, onRow: () => undefined };
  const { onRow: _, ...withoutRows } = options;
  await expect(run({ ...withoutRows, resume: "kept/below" })).rejects.toThrow("kept");
});
