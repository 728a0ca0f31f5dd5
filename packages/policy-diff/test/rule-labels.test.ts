import { expect, test } from "vitest";
import { diff } from "../src/index.ts";
import { event, folderWith } from "./fixture.ts";

const policy = (role: string) => `# METADATA
# scope: package
# labels:
#   owner: platform
package t

default allow := false

# METADATA
# labels:
#   rule: admins
allow if input.role == "admin"

# METADATA
# labels:
#   rule: ${role}s
allow if input.role == "${role}"
`;

const admins = { owner: "platform", rule: "admins" };
const owners = { rule: "owners", owner: "platform" };
const fallback = { owner: "platform" };

interface Kind {
  readonly role: string;
  readonly labels: unknown;
  /** Whether the labels are not those of what succeeds. */
  readonly differs?: true;
}

const kinds: readonly Kind[] = [
  { role: "admin", labels: [admins] },
  { role: "owner", labels: [owners] },
  { role: "guest", labels: [fallback] },
  // OPA leaves out what an early exit skipped, and what has no labels.
  { role: "admin", labels: undefined },
  { role: "admin", labels: "none" },
  { role: "admin", labels: [owners], differs: true },
  { role: "owner", labels: [owners, admins], differs: true },
  { role: "owner", labels: [{ rule: "owners" }], differs: true },
];

async function warningsOf(chosen: readonly Kind[], quick: boolean) {
  const log = Array.from({ length: 60 }, (_, index) => {
    const { role, labels } = chosen[index % chosen.length] ?? { role: "", labels: undefined };
    const result = role !== "guest";
    return event({ decision_id: `d${index}`, input: { role }, result, rule_labels: labels });
  });
  const cwd = folderWith({
    "base.rego": policy("owner"),
    "head.rego": policy("auditor"),
    "log.ndjson": log.join("\n"),
  });
  const options = { base: "base.rego", head: "head.rego", decisions: ["log.ndjson"], cwd };
  const report = await diff(quick ? { ...options, shardBytes: 2_000 } : { ...options, onRow: () => {} });
  expect(report.totals).toMatchObject({ events: 60, indeterminate: 0 });
  return report.warnings.filter(({ code }) => code === "ruleLabelsDiffer");
}

test.each([false, true])("labels of rules that succeed say nothing, quickly %s", async (quick) => {
  expect(
    await warningsOf(
      kinds.filter(({ differs }) => differs !== true),
      quick,
    ),
  ).toEqual([]);
});

test.each([false, true])(
  "labels of other rules are counted, and the first is named, quickly %s",
  async (quick) => {
    const [warning] = await warningsOf(kinds, quick);
    // Every kind is met seven times, the first four once more.
    expect(warning?.count).toBe(3 * 7);
    expect(warning?.message).toContain("the first is log.ndjson:6");
  },
);
