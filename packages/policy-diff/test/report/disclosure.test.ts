import { describe, expect, test } from "vitest";
import {
  type Explanation,
  formatHtml,
  formatJson,
  formatMarkdown,
  formatRow,
  formatText,
} from "../../src/index.ts";
import { defects, event, folderWith, run, runOn } from "../fixture.ts";

const secrets = ["tok-4f9a77", "ada@shop.example", "91827364", "kept-in-key", "Ångström-äöü"];

const base = `package t

decision := {"allowed": false, "reason": sprintf("no entry for %v", [input.user])} if not input.user == "guest"

decision := {"allowed": true} if input.user == "guest"
`;

// The proposed side tries to carry values of the log out: in texts, in keys, in numbers and in errors.
const head = `package t

decision := {
	"allowed": true,
	"reason": sprintf("hello %v", [input.headers.authorization]),
	"plain": input.headers.authorization,
	"by": {input.user: input.pin, input.name: "known text"},
}
`;

const broken = `package t

decision := {"allowed": true, "by": input.user}

decision := {"allowed": true, "by": input.headers.authorization}
`;

const input = {
  user: "ada@shop.example",
  name: "kept-in-key",
  pin: 91827364,
  headers: { authorization: "tok-4f9a77", other: "Ångström-äöü" },
};
const result = { allowed: false, reason: "no entry for ada@shop.example" };
const log = Array.from({ length: 12 }, (_, index) =>
  event({ path: "t/decision", input: { ...input, index }, result }),
).join("\n");

describe("values of the log are shown only where they are literals of a policy", () => {
  test.each([
    ["an answer that carries them", head],
    ["an error that carries them", broken],
  ])("%s", async (_, proposed) => {
    const { report, rows } = await runOn(base, proposed, log);
    expect(report.groups).toHaveLength(1);
    const printed = [
      formatJson(report),
      formatMarkdown(report),
      formatText(report, { all: true, width: 1000 }),
      ...rows.map(formatRow),
    ].join("\n");
    for (const secret of secrets) expect(printed).not.toContain(secret);
  });

  test("literals of the policies are shown, in answers and where they are compared", async () => {
    const { report } = await runOn(base, head, log);
    expect(JSON.stringify(report.groups[0]?.to)).toContain("known text");
    const guests = Array.from({ length: 12 }, (_, index) =>
      event({
        path: "t/decision",
        input: { user: index < 3 ? "guest" : `u${index % 3}` },
        result: index < 3 ? { allowed: true } : { allowed: false, reason: `no entry for u${index % 3}` },
      }),
    );
    const closed = base
      .replace('if input.user == "guest"', 'if input.user == "nobody"')
      .replace('if not input.user == "guest"', 'if not input.user == "nobody"');
    const lockedOut = await runOn(base, closed, guests.join("\n"));
    const lockout = lockedOut.report.groups.find(({ kind }) => kind === "lockout");
    expect(lockout?.from).toEqual({ defined: true, value: { allowed: true } });
  });

  test("rows carry answers in clear only when that is asked for", async () => {
    const { rows } = await runOn(base, head, log, { rowsValues: true });
    expect(rows[0]?.recorded).toEqual({ defined: true, value: result });
    const withheld = await runOn(base, head, log);
    expect(withheld.rows[0]?.recorded).toEqual({ defined: true, value: { allowed: false } });
  });
});

test("a value is shown at the path that it is compared at, not at another", async () => {
  const policy = (user: string) =>
    `package t\ndefault allow := false\nallow if { input.user == "${user}"; input.note }`;
  const events = [
    ...Array.from({ length: 20 }, (_, index) =>
      event({ input: { user: "someone", note: "plain", index }, result: false }),
    ),
    // The note is a literal of the policy, but no rule compares the note with it.
    ...Array.from({ length: 3 }, (_, index) =>
      event({ input: { user: "boss", note: "boss", index }, result: false }),
    ),
  ];
  const { report } = await runOn(policy("chef"), policy("boss"), events.join("\n"));
  const where = Object.fromEntries(report.groups[0]?.where.map(({ path, values }) => [path, values]) ?? []);
  expect(where["input.user"]).toEqual([{ value: "boss", count: 3 }]);
  expect(where["input.note"]).toEqual([]);
});

test("a place that is revealed is shown, and no other", async () => {
  const policy = (list: string) =>
    `package t\n\ndefault allow := false\n\nallow if input.user in data.${list}\n`;
  const long = "x".repeat(201);
  const events = [
    ...Array.from({ length: 20 }, (_, index) =>
      event({ input: { user: `u${index % 5}`, index }, result: false }),
    ),
    ...["ada", "ada", long].map((user, index) =>
      event({ input: { user, token: "s3cret", index }, result: false }),
    ),
  ];
  const data = JSON.stringify({ few: [], some: ["ada", long] });
  const cwd = folderWith({
    "base.rego": policy("few"),
    "head.rego": policy("some"),
    "data.json": data,
    "log.ndjson": events.join("\n"),
  });
  const sides = { base: "base.rego", head: "head.rego", baseData: ["data.json"], headData: ["data.json"] };
  const options = { ...sides, decisions: ["log.ndjson"], cwd };
  const hidden = await run(options);
  expect(hidden.report.groups[0]?.where).toMatchObject([{ path: "input.user", values: [], otherCount: 3 }]);
  let explanation: Explanation | undefined;
  const onExplanation = (found: Explanation) => {
    explanation = found;
  };
  const { report } = await run({ ...options, reveal: ["/input/user"], onExplanation });
  expect(defects(report)).toEqual([]);
  expect(report.groups[0]?.where).toMatchObject([{ values: [{ value: "ada", count: 2 }], otherCount: 1 }]);
  expect(report.options.reveal).toEqual(["/input/user"]);
  const page = formatHtml(report, explanation === undefined ? {} : { explanation });
  for (const text of [formatText(report), formatMarkdown(report), page]) {
    expect(text).toContain("ada");
    expect(text).not.toContain("s3cret");
    expect(text).not.toContain(long);
  }
  expect(formatMarkdown(report)).toContain("and at `/input/user`");
  expect(page).toContain("/input/user");
  for (const wrong of ["/result", "input.user", "/input", "/input//a"])
    await expect(run({ ...options, reveal: [wrong] })).rejects.toMatchObject({ code: "optionInvalid" });
});
