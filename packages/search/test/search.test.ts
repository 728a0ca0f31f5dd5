import { findOpa, type Json, type PolicySource } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { expect, test } from "vitest";
import {
  createSearchEngine,
  type SearchOptions,
  type SearchResult,
  search,
  subjectOf,
} from "../src/index.ts";
import { planted, sidesOf } from "./planted/planted.ts";

const opa = await findOpa();

async function searched(
  source: PolicySource,
  path: string,
  runs: number,
  options: Partial<SearchOptions> = {},
): Promise<SearchResult> {
  const engine = await createSearchEngine(opa, source, [path]);
  return search({ subjects: [subjectOf(engine, source, path)], seed: 3, budget: { runs }, ...options });
}

const policy = (text: string, data: Json = {}): PolicySource => ({
  modules: { "p.rego": `package p\n\n${text}` },
  data,
});

test("reaches every rule of a policy from nothing", async () => {
  const one = planted.find(({ policy }) => policy === "documents");
  if (one === undefined) throw new Error("nothing is planted");
  const source = sidesOf(one).base;
  const engine = await createSearchEngine(opa, source, [one.path]);
  const rules = engine.table.rules.map(({ id }) => String(id));
  const { found } = await search({
    subjects: [subjectOf(engine, source, one.path)],
    seed: 3,
    budget: { runs: 30_000 },
    find: ([decided]) => decided?.evidence.rules?.map(({ rule }) => String(rule.id)) ?? [],
    isEnough: (names) => names.size === rules.length,
  });
  expect(found.map(({ name }) => name).sort()).toEqual(rules.sort());
});

/** A condition, and an input for which only a guided search can make it hold. */
const conditions: Readonly<Record<string, string>> = {
  "a text": 'input.a.b.c == "x-4711-y"',
  "a number between two others": "input.n > 4711\n\tinput.n < 4713",
  "a member": 'input.role in data.roles["q-17"]',
  "a key of data": 'data.roles[input.id][_] == "auditor-9"',
  "a part of a path": 'split(input.path, "/")[2] == "orders-88"',
  "another case": 'lower(input.name) == "root-4711"',
  "a number of elements": "count(input.approvals) == 7",
  "two places alike": 'input.user.tenant == input.item.tenant\n\tinput.user.tenant != ""',
  "a pattern": "regex.match(`^[A-Z]{3}-[0-9]{4}$`, input.ticket)",
  "a glob": 'glob.match("api:*:read-4711", [":"], input.scope)',
  "a block of addresses": 'net.cidr_contains("10.47.0.0/16", input.address)',
  "a time": 'time.parse_rfc3339_ns(input.until) > time.now_ns()\n\tinput.kind == "t-4711"',
  "a way down the data": "input.action in data.grants[input.from][input.to]",
  "less than five minutes ago":
    "ago := time.now_ns() - time.parse_rfc3339_ns(input.at)\n\tago >= 0\n\tago < 300000000000\n\tago > 200000000000",
  "an hour of the day": "time.clock(time.now_ns())[0] == 3",
  "a negation": 'input.names[_] == "n-4711"\n\tnot "m-4711" in input.names',
  "all of some": 'count(input.items) > 1\n\tevery item in input.items { item.ok == "o-4711" }',
  "a type": "is_string(input.v)\n\tis_number(input.w)\n\tis_null(input.x)",
  "a number in a text": "to_number(input.port) == 4711",
};

test.each(Object.entries(conditions))("finds %s", async (_, body) => {
  const grants = Object.fromEntries(
    ["orders", "ledger", "stock"].map((from) => [
      from,
      { [`${from}-db`]: ["read", "write"], [`${from}-log`]: ["append"] },
    ]),
  );
  // What a policy does not look into would only be in the way.
  const data = body.includes("data.grants") ? { grants } : { roles: { "q-17": ["auditor-9"] } };
  const { found } = await searched(policy(`allow if {\n\t${body}\n}\n`, data), "p/allow", 40_000, {
    find: ([decided]) => (decided?.outcome.kind === "defined" ? ["allowed"] : []),
    isEnough: (names) => names.has("allowed"),
  });
  expect(found.map(({ name }) => name)).toEqual(["allowed"]);
});

test("finds the same with the same seed, and something else with another", async () => {
  const source = policy('allow if {\n\tinput.a == "x"\n\tinput.b > input.c\n}\n');
  const inputs = async (seed: number) =>
    (await searched(source, "p/allow", 2_000, { seed })).candidates.map(({ input }) => stringifyJson(input));
  expect(await inputs(5)).toEqual(await inputs(5));
  expect(await inputs(6)).not.toEqual(await inputs(5));
});

test("makes what it finds small", async () => {
  const source = policy('allow if startswith(input.a, "x")\n');
  const { found } = await searched(source, "p/allow", 500, {
    inputs: [{ a: "x is the beginning of a long text", b: { c: [1, 2, 3] }, d: "secret" }],
    find: ([decided]) => (decided?.outcome.kind === "defined" ? ["allowed"] : []),
  });
  expect(found.map(({ candidate }) => candidate.input)).toEqual([{ a: "x" }]);
});

test("counts what has no answer, and goes on", async () => {
  const source = policy(
    'allow if http.send({"method": "GET", "url": input.url}).status_code == 200\n\nallow if input.a == "b"\n',
  );
  const { found, undecided, runs } = await searched(source, "p/allow", 2_000, {
    find: ([decided]) => (decided?.outcome.kind === "defined" ? ["allowed"] : []),
  });
  expect(found.map(({ candidate }) => candidate.input)).toEqual([{ a: "b" }]);
  expect(undecided).toBeGreaterThan(0);
  expect(runs).toBe(2_000);
});

test("ends when the time is over, or when it is told to", async () => {
  const source = policy("allow if input.a > input.b\n");
  const { runs } = await searched(source, "p/allow", 1, { budget: { seconds: 0.2 } });
  expect(runs).toBeGreaterThan(0);
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(searched(source, "p/allow", 1, { budget: { seconds: 60 }, signal })).rejects.toThrow("enough");
});

const generating: PolicySource = {
  modules: {
    "p.rego":
      'package p\n\ndefault allow := false\n\nallow if {\n\tnot denied\n\tinput.who == input.owner\n\tcount(input.who) > 3\n}\n\ndenied if input.device.ok != true\n\ndenied if input.place != "home"\n',
  },
};

test("passes over generated inputs that both sides answer alike, and counts them", async () => {
  const other: PolicySource = {
    modules: { "p.rego": String(generating.modules["p.rego"]).replace('!= "home"', '== "abroad"') },
  };
  const subjects = await Promise.all(
    [generating, other].map(async (source) =>
      subjectOf(await createSearchEngine(opa, source, ["p/allow"]), source, "p/allow"),
    ),
  );
  let made = 0;
  const { runs, found } = await search({
    subjects,
    seed: 1,
    budget: { runs: 5_000 },
    generate: () => {
      made++;
      const place = made % 50 === 0 ? "" : "home";
      return { input: { who: "anna", owner: "anna", device: { ok: true }, place }, now: 0n };
    },
    find: ([one, two]) =>
      one?.outcome.kind === "defined" &&
      two?.outcome.kind === "defined" &&
      one.outcome.value !== two.outcome.value
        ? ["differs"]
        : [],
    isEnough: (names) => names.size > 0,
  });
  expect(found.map(({ name }) => name)).toEqual(["differs"]);
  expect(made).toBe(50);
  // Those that were passed over were tried as well, and `{}` before all.
  expect(runs).toBe(51);
});

test("joins what two whole inputs have right", async () => {
  const halves: readonly Json[] = [
    { who: "anna", owner: "anna", device: { ok: false }, place: "away" },
    { who: "ben", owner: "anna", device: { ok: true }, place: "home" },
  ];
  let turn = 0;
  const { found } = await searched(generating, "p/allow", 3_000, {
    generate: () => ({ input: halves[turn++ % 2] ?? null, now: 0n }),
    keeps: ({ input }) => typeof input === "object" && input !== null && "place" in input,
    find: ([decided]) =>
      decided?.outcome.kind === "defined" && decided.outcome.value === true ? ["allowed"] : [],
    isEnough: (names) => names.size > 0,
  });
  expect(found).toHaveLength(1);
});
