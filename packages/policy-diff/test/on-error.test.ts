import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  type DiffOptions,
  diff,
  formatHtml,
  formatJson,
  formatJunit,
  formatMarkdown,
  formatText,
  mapDecisions,
  mergeSummaries,
  type OnError,
} from "../src/index.ts";
import { defects, event, folderWith, run, runOn } from "./fixture.ts";

const base = `package t

default allow := false

# Staff
allow if input.user == "staff"

# Broken on base
allow := input.odd if input.user == "odd"
`;
/** Two of its rules answer otherwise for some, which is an error of OPA. */
const head = `${base}
# Broken on head
allow := false if input.twice
allow if input.twice
`;

const log = [
  ...Array.from({ length: 3 }, (_, index) =>
    event({ input: { user: "guest", twice: true, index }, result: false }),
  ),
  event({ input: { user: "staff", twice: true }, result: true }),
  ...Array.from({ length: 20 }, (_, index) => event({ input: { user: "guest", index }, result: false })),
].join("\n");

const kinds = async (onError: OnError | undefined, more: Partial<DiffOptions> = {}) => {
  const { report } = await runOn(base, head, log, { ...(onError && { onError }), ...more });
  expect(defects(report)).toEqual([]);
  return report;
};

test("a denial that becomes an error is a grant where errors are let through, and nowhere else", async () => {
  const open = await kinds("allow", { failOn: ["grant"] });
  expect(open.groups.map(({ transition, kind, count }) => [transition, kind, count])).toEqual([
    ["deny->error", "grant", 3],
    ["allow->error", "error", 1],
  ]);
  expect(open.gate).toMatchObject({
    tripped: ["grant"],
    unexpected: { grant: 3, lockout: 0, error: 1, other: 0 },
    exitCode: 1,
  });
  expect(open.hours.map(({ grant, lockout, error }) => [grant, lockout, error])).toEqual([[3, 0, 1]]);
  expect(open.options.onError).toBe("allow");

  const closed = await kinds(undefined, { failOn: ["grant"] });
  expect(closed.groups.map(({ transition, kind }) => [transition, kind])).toEqual([
    ["allow->error", "lockout"],
    ["deny->error", "error"],
  ]);
  expect(closed.gate).toMatchObject({ tripped: [], exitCode: 0 });
  expect(closed.options.onError).toBe("deny");
  expect(closed.transitions).toEqual(open.transitions);
  // The name of a group, and so what was accepted, does not depend on who enforces it.
  expect(new Set(closed.groups.map(({ id }) => id))).toEqual(new Set(open.groups.map(({ id }) => id)));
});

test("an error that becomes an answer is read alike on base", async () => {
  const open = (await runOn(head, base, errors(), { onError: "allow", failOn: ["grant"] })).report;
  expect(open.groups.map(({ transition, kind }) => [transition, kind])).toEqual([
    ["error->deny", "lockout"],
    ["error->allow", "error"],
  ]);
  expect(open.gate).toMatchObject({ tripped: [], unexpected: { grant: 0, lockout: 1 } });
  const closed = (await runOn(head, base, errors(), { failOn: ["grant"] })).report;
  expect(closed.groups.map(({ transition, kind }) => [transition, kind])).toEqual([
    ["error->allow", "grant"],
    ["error->deny", "error"],
  ]);
  expect(closed.gate.tripped).toEqual(["grant"]);
});

function errors(): string {
  const error = { code: "eval_conflict_error", message: "rules must not produce multiple outputs" };
  return [
    event({ input: { user: "guest", twice: true }, error }),
    event({ input: { user: "staff", twice: true }, error }),
    ...Array.from({ length: 20 }, (_, index) => event({ input: { user: "guest", index }, result: false })),
  ].join("\n");
}

test("a default that is lost is a grant, too: Envoy's plugin makes an error of an undefined decision", async () => {
  const guests = Array.from({ length: 20 }, (_, index) =>
    event({ input: { user: "guest", index }, result: false }),
  ).join("\n");
  const without = base.replace("default allow := false\n", "");
  const open = (await runOn(base, without, guests, { onError: "allow", failOn: ["grant"] })).report;
  expect(open.groups.map(({ transition, kind }) => [transition, kind])).toEqual([
    ["deny->undefined", "grant"],
  ]);
  expect(open.gate.tripped).toEqual(["grant"]);
  expect(formatText(open)).toContain("may be let through");
});

test("a search finds such grants, and calls head more permissive", async () => {
  const cwd = folderWith({ "base.rego": base, "head.rego": head });
  const search = { inputs: 3_000, seed: 7 };
  const sides = {
    base: "base.rego",
    head: "head.rego",
    decisions: [],
    search,
    cwd,
    failOn: ["grant"],
  } as const;
  const open = (await run({ ...sides, onError: "allow" })).report;
  expect(open.search?.verdict).toBe("morePermissive");
  expect(open.gate.tripped).toEqual(["grant"]);
  expect(open.rules.some(({ found }) => found?.includes("grant"))).toBe(true);
  const closed = (await run(sides)).report;
  expect(closed.search?.verdict).toBe("lessPermissive");
  expect(closed.gate.tripped).toEqual([]);
});

test("every format says it in words", async () => {
  const open = await kinds("allow", { failOn: ["grant"] });
  const text = formatText(open);
  expect(text).toMatch(/GRANTS +3 +→ allow or error +\(deny → error 3\)/);
  expect(text).toMatch(/LOCK-OUTS +0 /);
  expect(text).toContain("an error is let through");
  expect(text).toContain("--on-error allow");
  expect(formatText(open, { quiet: true })).toContain("3 grants, 0 lock-outs, 1 other");
  const markdown = formatMarkdown(open);
  expect(markdown).toContain("3 recorded decisions would be newly allowed (3 by an error or no verdict");
  expect(markdown).toMatch(/deny → \*\*error\*\*, an error is let through/);
  expect(markdown).toContain("(--on-error allow)");
  const html = formatHtml(open);
  expect(html).toContain("3 recorded denials would end in an error: an error is let through");
  expect(html).toContain("the request is let through");
  expect(formatJunit(open)).toContain("an error is let through");
  const closed = await kinds("deny");
  for (const format of [formatText, formatMarkdown, formatJunit])
    expect(format(closed)).not.toContain("let through");
});

test("parts of a log are merged as they were compared, and not with others", async () => {
  const cwd = folderWith({ "base.rego": base, "head.rego": head, "log.ndjson": log });
  const generatedAt = new Date(0);
  const options: DiffOptions = {
    base: "base.rego",
    head: "head.rego",
    decisions: ["log.ndjson"],
    cwd,
    generatedAt,
  };
  const map = async (name: string, onError: OnError) => {
    const pieces: string[] = [];
    await mapDecisions({ ...options, onError }, (piece) => {
      pieces.push(piece);
    });
    writeFileSync(join(cwd, name), pieces.join(""));
  };
  await map("open.summary", "allow");
  await map("closed.summary", "deny");
  const merge = (...summaries: string[]) =>
    mergeSummaries({ summaries, cwd, generatedAt, decisions: ["log.ndjson"] });
  expect(formatJson(await merge("open.summary"))).toBe(
    formatJson(await diff({ ...options, onError: "allow" })),
  );
  await expect(merge("open.summary", "closed.summary")).rejects.toThrow("other policies, options or tests");
});

test("what was kept for --resume of another reading is not taken", async () => {
  const cwd = folderWith({ "base.rego": base, "head.rego": head, "log.ndjson": log });
  const options: DiffOptions = {
    base: "base.rego",
    head: "head.rego",
    decisions: ["log.ndjson"],
    cwd,
    resume: "kept",
    generatedAt: new Date(0),
  };
  await diff(options);
  const open = await diff({ ...options, onError: "allow" });
  expect(open.hours[0]?.grant).toBe(3);
});
