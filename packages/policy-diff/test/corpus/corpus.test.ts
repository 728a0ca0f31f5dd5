import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { type DiffOptions, diff } from "../../src/index.ts";
import { defects, event, folderWith, run, sample } from "../fixture.ts";
import { recordings } from "../truth.ts";
import { corpusOf, sameAsLogs } from "./same-as-logs.ts";

vi.setConfig({ testTimeout: 300_000 });

test("a corpus of the sample counts as the logs do, and is the same each time", async () => {
  const options = { base: "base.rego", head: "head.rego", decisions: ["decisions.ndjson"], cwd: sample };
  const { text, kinds, logs } = await sameAsLogs(options, false);
  expect(logs.totals.changed).toBeGreaterThan(5);
  expect(kinds).toBeLessThan(logs.totals.events);
  expect((await corpusOf({ ...options, policies: ["base.rego", "head.rego"] })).text).toBe(text);
  await sameAsLogs({ ...options, decisions: ["upload-*.json.gz"] }, true);
});

const policy = (...conditions: readonly string[]) =>
  `package t\n\ndefault allow := false\n\n${conditions.map((text) => `allow if ${text}\n`).join("\n")}`;

test("repeated decisions, broken lines, other decisions and events without input are counted as in the logs", async () => {
  const kinds = [
    { input: { user: "a", note: "x" }, result: true },
    { input: { user: "b" }, result: false },
    { result: false },
    { path: "other/allow", input: { user: "a" }, result: true },
    { input: null, error: "EOF" },
    { input: { user: "a" }, error: { code: "eval_conflict_error", message: "secret" } },
    { input: { user: "a" }, result: false, bundles: { main: { revision: "r1" } } },
    { input: { user: "a" }, result: true, timestamp: undefined },
    { input: {}, result: true, masked: ["/input/user"] },
    { path: undefined, query: "data.t.allow = x", input: { user: "a" }, result: [{ x: true }] },
  ];
  const log = Array.from({ length: 100 }, (_, index) =>
    event({ decision_id: `d${index % 90}`, requested_by: `r${index}`, ...kinds[index % kinds.length] }),
  );
  const files = {
    "base.rego": policy('input.user == "a"'),
    "head.rego": policy('input.user == "b"'),
    "log.ndjson": `${log.join("\n")}\n{"decision_id":`,
  };
  const options = { base: "base.rego", head: "head.rego", decisions: ["log.ndjson"], cwd: folderWith(files) };
  const { logs, text } = await sameAsLogs(options, false);
  expect(logs.totals).toMatchObject({ duplicate: 10, unreadable: 1, outOfScope: 9 });
  for (const gone of ["secret", "note", "requested_by", "d17"]) expect(text).not.toContain(gone);
});

describe("what the corpus lacks is named, and nothing is said of it", () => {
  const log = [
    event({ input: { user: "a", team: "x", order: { total: 3 } }, result: true }),
    event({ input: { user: "b", team: "y", order: { total: 5 } }, result: false }),
    event({ input: { user: "c" }, result: false }),
  ];
  const base = policy('input.user == "a"');
  const reading = async (head: string) => {
    const cwd = folderWith({ "base.rego": base, "head.rego": head, "log.ndjson": log.join("\n") });
    const corpus = await corpusOf({ policies: ["base.rego"], decisions: ["log.ndjson"], cwd });
    const { report, rows } = await run({
      base: "base.rego",
      head: "head.rego",
      decisions: [corpus.file],
      cwd,
    });
    expect(defects(report)).toEqual([]);
    return rows.map(({ class: found, paths = [] }) => [found, ...paths].join(" "));
  };

  test("a field that decides", async () => {
    const head = policy('input.user == "a"', 'input.team == "y"');
    // Whatever the team of `a` is, it is let in.
    const rows = await reading(head);
    expect(rows).toEqual(["unchanged", "indeterminate /input/team", "indeterminate /input/team"]);
  });

  test("a field in an object of which nothing was kept, and the whole input", async () => {
    const inOrder = await reading(policy('input.user == "a"', "input.order.total > 4"));
    expect(inOrder.slice(1)).toEqual([
      "indeterminate /input/order/total",
      "indeterminate /input/order/total",
    ]);
    const whole = await reading(policy('input.user == "a"', "count(input) > 2"));
    expect(whole[1]).toMatch(/^indeterminate \/input/);
  });
});

describe("of a place that is only compared with literals, no other value is kept", () => {
  const log = ["a", "b", "secret-c", "secret-d", 7, true, null].map((user) =>
    event({ input: { user, caller: "secret-e", principal: "secret-f", n: { user } }, result: user === "a" }),
  );
  const base = policy('input.user == "a"', 'input.caller in {"x", "y"}');
  const cwd = () => folderWith({ "base.rego": base, "log.ndjson": log.join("\n") });

  test("and the report is that of the logs", async () => {
    const options = { base: "base.rego", head: "head.rego", decisions: ["log.ndjson"], cwd: cwd() };
    writeFileSync(join(options.cwd, "head.rego"), policy('"b" == input.user', 'input.user = "a"'));
    const { text, logs } = await sameAsLogs(options, false);
    expect(logs.totals).toMatchObject({ changed: 1, unchanged: 6 });
    expect(text).not.toContain("secret");
    expect(text).toContain('"b"');
  });

  test.each([
    ["another literal", 'input.user == "secret-c"'],
    ["a builtin", 'startswith(input.user, "secret")'],
    ["another place", "input.user == input.caller"],
    ["a key of data", "data.t.users[input.user]"],
    ["all that is around it", "input.n == input"],
    ["a caller that nothing read", 'input.principal == "secret-f"'],
    ["a comprehension", 'count([1 | input.user == "secret-c"]) > 0'],
    ["a function of it", "f(input.user)"],
  ])("and a head that does more is not answered for: %s", async (_, condition) => {
    const folder = cwd();
    const more = '\nusers := {"secret-c": true}\n\nf(user) if user == "secret-d"\n';
    writeFileSync(join(folder, "head.rego"), policy('input.user == "a"', condition) + more);
    const corpus = await corpusOf({ policies: ["base.rego"], decisions: ["log.ndjson"], cwd: folder });
    const run2 = (decisions: readonly string[]) =>
      run({ base: "base.rego", head: "head.rego", decisions, cwd: folder, minComparable: 0 });
    const [logs, distilled] = [await run2(["log.ndjson"]), await run2([corpus.file])];
    expect(corpus.text).not.toContain("secret");
    for (const [index, { class: found, reason }] of distilled.rows.entries())
      if (found !== logs.rows[index]?.class) expect(reason).toBe("notInCorpus");
    expect(distilled.rows.filter(({ reason }) => reason === "notInCorpus").length).toBeGreaterThan(1);
  });
});

test("a decision that is a whole package has all that its names stand for", async () => {
  const module = 'package t\n\nuser := input.user\n\ndefault allow := false\n\nallow if user.role == "a"\n';
  const log = ["a", "b"].flatMap((role) => [
    event({
      path: "t",
      input: { user: { role, id: 1 } },
      result: { user: { role, id: 1 }, allow: role === "a" },
    }),
    event({ path: "t/allow", input: { user: { role, id: 1 } }, result: role === "a" }),
    event({ path: "t/user", input: { user: { role, id: 1 } }, result: { role, id: 1 } }),
  ]);
  const cwd = folderWith({ "p.rego": module, "log.ndjson": log.join("\n") });
  const { logs } = await sameAsLogs(
    { base: "p.rego", head: "p.rego", decisions: ["log.ndjson"], cwd },
    false,
  );
  expect(logs.totals).toMatchObject({ events: 6, unchanged: 6 });
});

test("corpora of two days are added up, and logs beside them are as without them", async () => {
  const options = { base: "base.rego", head: "head.rego", decisions: ["decisions.ndjson"], cwd: sample };
  const logs = await run(options);
  const { file } = await corpusOf({ ...options, policies: ["base.rego", "head.rego"] });
  const other = (await corpusOf({ ...options, policies: ["base.rego", "head.rego"] }, true)).file;
  const thrice = await diff({ ...options, decisions: ["decisions.ndjson", file, other] });
  for (const name of ["unchanged", "changed", "indeterminate", "duplicate"] as const)
    expect(thrice.totals[name]).toBe(3 * logs.report.totals[name]);
  expect(thrice.transitions["deny->allow"]).toBe(3 * (logs.report.transitions["deny->allow"] ?? 0));
});

test("what is withheld is erased, and named where it decides", async () => {
  const log = ["a", "b", "c"].map((user) =>
    event({ input: { user, list: [{ user }] }, result: user === "a" }),
  );
  const files = { "base.rego": policy('input.user == "a"'), "log.ndjson": log.join("\n") };
  const cwd = folderWith(files);
  const withhold = ["/input/user", "/input/list/0/user", "/input/absent"];
  const corpus = await corpusOf({ policies: ["base.rego"], decisions: ["log.ndjson"], cwd, withhold });
  expect(corpus.kinds).toBe(2);
  const { report } = await run({ base: "base.rego", head: "base.rego", decisions: [corpus.file], cwd });
  expect(report.indeterminate).toMatchObject([{ reason: "masked", paths: ["/input/user"], count: 3 }]);
});

test("of policies that call builtins of somebody's own OPA", async () => {
  const level = (least: number) => policy(`corp.lookup(input.user, "level") >= ${least}`);
  const calls = (user: string, answer: number) => ({
    nd_builtin_cache: { "corp.lookup": { [JSON.stringify([user, "level"])]: answer } },
  });
  const log = [
    event({ input: { user: "a", note: 1 }, result: true, ...calls("a", 3) }),
    event({ input: { user: "a", note: 2 }, result: true, ...calls("a", 3) }),
    event({ input: { user: "b" }, result: true, ...calls("b", 2) }),
    event({ input: { user: "c" }, result: false, ...calls("c", 1) }),
    event({ input: { user: "d" }, result: true }),
  ];
  const decl = { type: "function", args: [{ type: "string" }, { type: "string" }], result: { type: "any" } };
  const cwd = folderWith({
    "base.rego": level(2),
    "head.rego": level(3),
    "log.ndjson": log.join("\n"),
    "capabilities.json": JSON.stringify({ builtins: [{ name: "corp.lookup", decl }] }),
  });
  const sides = { base: "base.rego", head: "head.rego", decisions: ["log.ndjson"], cwd, minComparable: 0 };
  const { kinds, logs } = await sameAsLogs({ ...sides, capabilities: "capabilities.json" }, false);
  expect(kinds).toBe(4);
  expect(logs.totals).toMatchObject({ events: 5, changed: 1, unchanged: 3, indeterminate: 1 });
  await expect(corpusOf({ ...sides, policies: ["base.rego"] })).rejects.toThrow("corp.lookup");
});

test("a broken corpus, one of another version, and parts of one", async () => {
  const cwd = folderWith({
    "p.rego": policy('input.user == "a"'),
    "log.ndjson": event({ input: { user: "a" }, result: true }),
  });
  const { file, text } = await corpusOf({ policies: ["p.rego"], decisions: ["log.ndjson"], cwd });
  const compare = (more: Partial<DiffOptions> = {}) =>
    run({ base: "p.rego", head: "p.rego", decisions: [file], cwd, minComparable: 0, ...more });
  await expect(compare({ limit: 1 })).rejects.toThrow("compared whole");
  await expect(compare({ since: new Date(0) })).rejects.toThrow("compared whole");
  await expect(corpusOf({ policies: ["p.rego"], decisions: [file], cwd })).rejects.toThrow(
    "a corpus already",
  );
  writeFileSync(file, `${text}${text.slice(text.indexOf("\n") + 1, -20)}\n{}\n`);
  const { report } = await compare();
  expect(report.totals).toMatchObject({ unchanged: 1, duplicate: 0 });
  expect(report.warnings.map(({ message }) => message).join()).toContain("should have 2 lines");
  writeFileSync(file, text.replace('"version":2', '"version":9'));
  await expect(compare()).rejects.toThrow("another version");
  writeFileSync(file, gzipSync(text).subarray(0, -12));
  expect((await compare()).report.sources).toMatchObject([{ truncated: true, unreadable: 1 }]);
});

// The larger recordings are not part of the repository.
const present = existsSync(recordings);

describe.skipIf(!present)(present ? "the larger recordings" : "the larger recordings are absent", () => {
  test.each(["envoy-istio", "api-jwt", "admission"])(
    "%s: as the logs, and as the truth where they lie apart",
    async (set) => {
      const data = set === "api-jwt" ? { baseData: ["data.json"], headData: ["data.json"] } : {};
      const options = {
        base: "base.rego",
        head: "head.rego",
        decisions: ["decisions.ndjson"],
        cwd: join(recordings, set),
        ...data,
      };
      const { distilled, kinds, logs } = await sameAsLogs(options, true);
      expect(distilled.rows).toHaveLength(kinds);
      expect(logs.totals.changed).toBeGreaterThan(100);
    },
  );
});
