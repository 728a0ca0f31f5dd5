import { createHash } from "node:crypto";
import type { Group, Report } from "../../src/index.ts";

const answer = (value: boolean) => ({ defined: true, value }) as const;

/** A group of a report. Its fingerprint is that of its name. */
export function group(name: string, members: Partial<Group> = {}): Group {
  const fingerprint = createHash("sha256").update(name).digest("hex");
  return {
    id: `g-${fingerprint.slice(0, 6)}`,
    fingerprint,
    path: "t/allow",
    transition: "deny->allow",
    kind: "grant",
    from: answer(false),
    to: answer(true),
    count: 10,
    share: 0.1,
    origin: "recorded",
    expected: null,
    sinceLast: null,
    cause: "policy",
    data: [],
    rules: { base: [], head: [{ name, file: "head.rego", row: 3, endRow: 4, status: "new" }] },
    where: [],
    distinct: { principal: 1, resource: null },
    approximate: false,
    firstSeen: "2026-01-02T03:04:05Z",
    lastSeen: "2026-01-02T03:04:05Z",
    changes: [],
    examples: [{ decision_id: "d1", timestamp: null, source: { file: "log.ndjson", position: 1 } }],
    ...members,
  };
}

const verdicts = ["allow", "deny", "error", "undefined", "other"];

/** A report of 1,000 events with these groups; what changed is in them. */
export function reportWith(groups: readonly Group[], members: Partial<Report> = {}): Report {
  const changed = groups.reduce((sum, { count }) => sum + count, 0);
  const transitions = Object.fromEntries(
    verdicts.flatMap((from) => verdicts.map((to) => [`${from}->${to}`, 0])),
  );
  for (const { transition, count } of groups)
    transitions[transition] = (transitions[transition] ?? 0) + count;
  transitions["deny->deny"] = (transitions["deny->deny"] ?? 0) + 1000 - changed;
  const side = {
    kind: "rego",
    dataDigest: null,
    commit: null,
    regoVersion: 1,
    opaVersion: "1.22.2",
  } as const;
  const totals = {
    read: 1000,
    events: 1000,
    unchanged: 1000 - changed,
    changed,
    indeterminate: 0,
    error: 0,
    outOfScope: 0,
    duplicate: 0,
    unreadable: 0,
    baseMismatch: 0,
  };
  const { events, unchanged } = totals;
  return {
    version: 1,
    tool: { name: "bylaw", version: "0.1.0" },
    generatedAt: "2026-01-10T08:00:00.000Z",
    options: {
      decisions: ["log.ndjson"],
      minComparable: 0.95,
      failOn: [],
      confirmSample: 200,
      paths: [],
      labels: {},
      unwrap: [],
      map: {},
      clock: "recorded",
      reveal: [],
      onError: "deny",
    },
    engine: { name: "opa", opaVersion: "1.22.2" },
    base: { ...side, label: "base.rego", digest: "1".repeat(64) },
    head: { ...side, label: "head.rego", digest: "2".repeat(64) },
    window: null,
    sources: [],
    sampling: { method: "all", rate: 1, limit: null, passedOver: 0 },
    recordedBy: [],
    revisions: [],
    totals,
    transitions,
    decisions: [
      {
        path: "t/allow",
        polarity: "allow",
        polaritySource: "inferred",
        sides: ["base", "head"],
        totals: { events, unchanged, changed, indeterminate: 0, error: 0, baseMismatch: 0 },
        transitions,
      },
    ],
    groups,
    groupsOmitted: { groups: 0, events: 0 },
    hours: [],
    indeterminate: [],
    mismatches: [],
    errors: [],
    rules: [],
    confirmed: { engine: "opa", events: 3, disagreements: 0 },
    expected: null,
    sinceLast: null,
    gate: {
      failOn: [],
      tripped: [],
      unexpected: { grant: changed, lockout: 0, error: 0, other: 0 },
      minComparable: 0.95,
      comparable: 1,
      reliable: true,
      exitCode: 0,
    },
    warnings: [],
    ...members,
  };
}
