import { describe, expect, test } from "vitest";
import { matchExpected } from "../../src/expected/match-expected.ts";
import { compareWithLast } from "../../src/expected/since-last.ts";
import {
  acceptGroups,
  DiffFailed,
  type ExpectedChanges,
  type FailOn,
  formatExpected,
  formatGroup,
  formatJson,
  formatMarkdown,
  formatText,
  type Group,
  parseExpected,
  parseReport,
  parseSavedReport,
} from "../../src/index.ts";
import { gateOf } from "../../src/report/gate.ts";
import { defects } from "../fixture.ts";
import { group, reportWith } from "./report.ts";

const billing = group("billing may read invoices", { count: 397 });
const support = group("support may read any order", { count: 15 });
const exports = group("exports need mTLS", { count: 20, transition: "allow->deny", kind: "lockout" });
const reworded = group("reworded", { count: 12, transition: "deny->deny", kind: "other" });
const all = [billing, support, exports, reworded];

const acceptance = { reason: "TICKET-12", acceptedBy: "Ada <ada@shop.example>", acceptedOn: "2026-01-05" };
const accepted = (groups: readonly Group[], maximum = 1000, expires?: string): ExpectedChanges =>
  groups.length === 0
    ? { version: 1, expected: [] }
    : acceptGroups(undefined, reportWith(groups), {
        groups: groups.map(({ id }) => id),
        maximum,
        ...acceptance,
        ...(expires === undefined ? {} : { expires }),
      });

/** What the gate says when these changes are expected. */
function gateWith(changes: ExpectedChanges, failOn: readonly FailOn[], day = "2026-01-10", groups = all) {
  const { totals, transitions } = reportWith(groups);
  const matched = matchExpected(groups, { file: "expected.json", changes }, day);
  const omitted = { groups: 0, events: 0 };
  return gateOf(
    { totals, transitions, groups: matched.groups, omitted },
    { failOn, onError: "deny", minComparable: 0.95, decisions: ["log.ndjson"] },
  );
}

const failure = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof DiffFailed) return `${error.code}: ${error.message}`;
  }
  return "";
};

describe("the gate trips on what no accepted change covers", () => {
  test("everything, where nothing was accepted", () => {
    const gate = gateWith(accepted([]), ["grant", "lockout", "any"]);
    expect(gate).toMatchObject({
      tripped: ["grant", "lockout", "any"],
      unexpected: { grant: 412, lockout: 20, error: 0, other: 12 },
      exitCode: 1,
    });
  });

  test("the other groups of the same transition", () => {
    const gate = gateWith(accepted([billing]), ["grant"]);
    expect(gate).toMatchObject({ tripped: ["grant"], unexpected: { grant: 15 } });
  });

  test("nothing, where every group was accepted", () => {
    const gate = gateWith(accepted(all), ["grant", "lockout", "error", "any"]);
    expect(gate).toMatchObject({
      tripped: [],
      unexpected: { grant: 0, lockout: 0, error: 0, other: 0 },
      exitCode: 0,
    });
  });

  test("the whole group, one decision over its maximum", () => {
    const more = [{ ...billing, count: 398 }];
    expect(gateWith(accepted([billing], 397), ["grant"], "2026-01-10", more).unexpected.grant).toBe(398);
    expect(gateWith(accepted([billing], 397), ["grant"], "2026-01-10", [billing]).tripped).toEqual([]);
  });

  test("an acceptance holds on its last day, and not on the next", () => {
    const changes = accepted([billing], 397, "2026-01-10");
    expect(gateWith(changes, ["grant"], "2026-01-10", [billing]).tripped).toEqual([]);
    expect(gateWith(changes, ["grant"], "2026-01-11", [billing]).tripped).toEqual(["grant"]);
  });

  test("groups past the bound of a report, since nobody could accept them", () => {
    const { totals, transitions } = reportWith([billing, support]);
    const matched = matchExpected([billing], { file: "e", changes: accepted([billing]) }, "2026-01-10");
    const gate = gateOf(
      { totals, transitions, groups: matched.groups, omitted: { groups: 1, events: 15 } },
      { failOn: ["grant", "any"], onError: "deny", minComparable: 0.95, decisions: ["log.ndjson"] },
    );
    expect(gate).toMatchObject({ tripped: ["grant", "any"], unexpected: { grant: 15, other: 0 } });
  });

  test.each([
    ["path", { path: "t/harmless" }],
    ["transition", { transition: "allow->deny" }],
    ["rules", { rules: ["a harmless rule"] }],
  ])("a fingerprint that hides behind another %s", (_, lie) => {
    const [change] = accepted([support]).expected;
    if (change === undefined) throw new Error("a change was accepted");
    const changes: ExpectedChanges = { version: 1, expected: [{ ...change, ...lie }] };
    expect(gateWith(changes, ["grant"], "2026-01-10", [support]).tripped).toEqual(["grant"]);
    const { summary } = matchExpected([support], { file: "e", changes }, "2026-01-10");
    expect(summary?.unmatched).toMatchObject([{ group: support.id, why: "describedOtherwise" }]);
  });

  test("a name that is the same in its six digits and no more", () => {
    const [change] = accepted([support]).expected;
    if (change === undefined) throw new Error("a change was accepted");
    const fingerprint = `${change.fingerprint.slice(0, 6)}${"0".repeat(58)}`;
    const changes: ExpectedChanges = { version: 1, expected: [{ ...change, fingerprint }] };
    expect(gateWith(changes, ["grant"], "2026-01-10", [support]).tripped).toEqual(["grant"]);
  });
});

describe("every format says what was expected", () => {
  const before = accepted([billing, exports, support], 500);
  const changes: ExpectedChanges = {
    ...before,
    expected: before.expected.map((change) =>
      change.group === exports.id
        ? { ...change, maximum: 5 }
        : change.group === support.id
          ? { ...change, expires: "2026-01-01" }
          : change,
    ),
  };
  const gone = accepted([group("gone")]).expected;
  const { groups, summary } = matchExpected(
    all,
    { file: ".bylaw/expected.json", changes: { version: 1, expected: [...changes.expected, ...gone] } },
    "2026-01-10",
  );
  const report = reportWith(groups, { expected: summary });

  test("JSON", () => {
    expect(defects(report)).toEqual([]);
    expect(groups.map(({ expected }) => expected?.status)).toEqual([
      "covered",
      "expired",
      "overMaximum",
      undefined,
    ]);
    expect(summary).toMatchObject({ changes: 4, unmatched: [{ why: "absent", expired: false }] });
  });

  test("text", () => {
    const text = formatText(report, { width: 200 });
    expect(text).toContain("expected: TICKET-12");
    expect(text).toContain("expected at most 5: TICKET-12");
    expect(text).toContain("no longer expected since 2026-01-01: TICKET-12");
    expect(text).toContain("no such group");
    expect(text).toContain("expected: 397 decisions in 1 group, by .bylaw/expected.json");
  });

  test("Markdown, without the address of who accepted it", () => {
    const text = formatMarkdown(report);
    expect(text).toContain(`| ok | ${billing.id} |`);
    expect(text).toContain(`| **!** | ${exports.id} |`);
    expect(text).toContain("allow → **deny**, expected at most 5");
    expect(text).toContain("no longer expected since 2026-01-01");
    expect(text).toContain("no such group");
    expect(text).toContain("| Ada |");
    expect(text).not.toContain("shop.example");
  });

  test("a group of its own", () => {
    const shown = formatGroup(groups[0] ?? billing);
    expect(shown).toContain(`${billing.id}  deny → allow  397 decisions  t/allow`);
    expect(shown).toContain("TICKET-12 (Ada <ada@shop.example>, until further notice)");
    expect(shown).toContain('head rule    "billing may read invoices"  head.rego:3  new');
    expect(formatGroup(support)).toContain(`bylaw accept ${support.id} --max 15`);
  });
});

describe("the file of expected changes", () => {
  test("is read back as it was written", () => {
    const changes = accepted([billing, support], 400, "2026-12-31");
    expect(parseExpected(formatExpected(changes), "expected.json")).toEqual(changes);
  });

  test("keeps what was there, and takes a group anew", () => {
    const first = accepted([billing], 400);
    const again = acceptGroups(first, reportWith(all), {
      groups: [support.id, billing.id],
      maximum: 500,
      ...acceptance,
      reason: "again",
    });
    expect(again.expected).toHaveLength(2);
    expect(again.expected.map(({ maximum, reason }) => [maximum, reason])).toEqual([
      [500, "again"],
      [500, "again"],
    ]);
    expect(again.expected.map(({ group }) => group)).toEqual([support.id, billing.id].sort());
  });

  const [change] = accepted([billing]).expected;
  test.each([
    ["no JSON", "{ tok-4f9a77", "it is not a JSON document"],
    ["another version", { version: 2, expected: [] }, "/version must be equal to constant"],
    ["no reason", { version: 1, expected: [{ ...change, reason: "" }] }, "/expected/0/reason"],
    ["a group twice", { version: 1, expected: [change, change] }, "is there twice"],
    ["a day that is none", { version: 1, expected: [{ ...change, expires: "2026-02-30" }] }, "is not a day"],
    [
      "a member that nobody knows",
      { version: 1, expected: [{ ...change, max: 3 }] },
      "additional properties",
    ],
    [
      "a maximum below nothing",
      { version: 1, expected: [{ ...change, maximum: -1 }] },
      "/expected/0/maximum",
    ],
  ])("is refused with %s", (_, content, message) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    const said = failure(() => parseExpected(text, "expected.json"));
    expect(said).toMatch(/^expectedInvalid: expected\.json: /);
    expect(said).toContain(message);
    expect(said).not.toContain("tok-4f9a77");
  });

  test.each([
    ["an unknown group", { groups: ["g-000000"] }, 'no group "g-000000"'],
    [
      "more decisions than the maximum",
      { groups: [billing.id], maximum: 396 },
      "more than the maximum of 396",
    ],
    ["no reason", { groups: [billing.id], reason: "  " }, "a reason is needed"],
    ["a day that is over", { groups: [billing.id], expires: "2026-01-04" }, "is over already"],
    ["a day that is none", { groups: [billing.id], expires: "tomorrow" }, 'not "tomorrow"'],
    ["no group", { groups: [] }, "no group to accept"],
  ])("cannot be written with %s", (_, request, message) => {
    const said = failure(() =>
      acceptGroups(undefined, reportWith(all), { maximum: 500, ...acceptance, ...request }),
    );
    expect(said).toContain(`optionInvalid: `);
    expect(said).toContain(message);
  });
});

describe("an older report", () => {
  test("says which groups are new and which are gone", () => {
    const last = parseSavedReport(formatJson(reportWith([billing, exports])), "last.json");
    const { groups, sinceLast } = compareWithLast([billing, support], last);
    expect(groups.map(({ sinceLast: since }) => since)).toEqual(["same", "new"]);
    expect(sinceLast).toMatchObject({ new: 1, gone: [{ id: exports.id, count: 20 }], head: "head.rego" });
    const report = reportWith(groups, { sinceLast });
    expect(defects(report)).toEqual([]);
    expect(formatMarkdown(report)).toContain("since last push: 1 group gone, 1 new");
    expect(formatMarkdown(report)).toContain(`| ${support.id} (new) |`);
    expect(formatText(report)).toContain("1 group new, 1 gone");
  });

  test("may be of another version, with fields that nobody knows", () => {
    const older: unknown = { ...reportWith([billing]), shape: "new", warnings: undefined };
    expect(parseSavedReport(JSON.stringify(older), "last.json").groups).toHaveLength(1);
    expect(failure(() => parseReport(JSON.stringify(older), "last.json"))).toContain(
      "reportInvalid: last.json",
    );
  });

  test("is refused when it is none, without a word of it", () => {
    for (const text of ["tok-4f9a77", '{"version":1,"groups":[{"id":"tok-4f9a77"}]}']) {
      const said = failure(() => parseSavedReport(text, "last.json"));
      expect(said).toContain("reportInvalid: last.json is no report");
      expect(said).not.toContain("tok-4f9a77");
    }
  });
});
