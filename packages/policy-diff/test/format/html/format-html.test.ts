import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type Explanation,
  formatHtml,
  formatJunit,
  formatText,
  formatTsv,
  type Report,
} from "../../../src/index.ts";
import { event, run, runOn, sample } from "../../fixture.ts";
import { attacks, hostileExplanation, hostileReport } from "../hostile-report.ts";

let report: Report;
let explanation: Explanation | undefined;
let page: string;

beforeAll(async () => {
  const ran = await run({
    base: "base.rego",
    head: "head.rego",
    decisions: ["decisions.ndjson"],
    cwd: sample,
    minComparable: 0.1,
    failOn: ["grant"],
    onExplanation: (found) => {
      explanation = found;
    },
  });
  report = ran.report;
  page = formatHtml(report, explanation === undefined ? {} : { explanation });
});

/** What a browser makes elements and attributes of, in order, without the texts. */
function skeleton(html: string): readonly string[] {
  const outside = html.replace(/(<(script|style)[^>]*>)[\s\S]*?(<\/\2>)/g, "$1$3");
  return [...outside.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/="[^"]*"/g, ""));
}

function block(html: string): unknown {
  const found = /<script type="application\/json" id="report-groups">([\s\S]*?)<\/script>/.exec(html)?.[1];
  return JSON.parse(found ?? "null");
}

describe("the page", () => {
  test("has each view, and a place for each group and event", () => {
    for (const id of ["overview", "groups", "rules", "not-compared", "data", "about"])
      expect(page).toContain(`<section class="view" id="${id}"`);
    for (const { id, examples } of report.groups) {
      expect(page).toContain(`id="g=${id}"`);
      for (const index of examples.keys()) expect(page).toContain(`id="g=${id}&amp;e=${index + 1}"`);
    }
  });

  test("says what the gate says, and the sums", () => {
    expect(page).toContain("Gate failed: grant");
    expect(page).toContain("<b>8</b> ▲ grant");
  });

  test("shows the rules of both sides with how each line came out", () => {
    const explained = explanation?.groups.find(({ rules }) => rules.base.length > 0);
    expect(explained?.events[0]?.lines.base?.length).toBeGreaterThan(0);
    expect(page).toMatch(/<li class="succeeded"><span class="sign" title="succeeded">✓<\/span>/);
  });

  test("lets in nothing but its own style and script", () => {
    const policy =
      /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'") ?? "";
    const digest = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const [, script = ""] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `style-src ${digest(style)}`,
      `script-src ${digest(script)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    for (const tag of skeleton(page)) expect(tag).not.toMatch(/ (style|on[a-z]+|src|action)\b/);
    expect([...page.matchAll(/href="([^#][^"]*)"/g)]).toEqual([]);
  });

  test("is the same for the same report", () => {
    expect(formatHtml(report, explanation === undefined ? {} : { explanation })).toBe(page);
  });
});

describe("hostile texts", () => {
  test.each(Object.entries(attacks))("%s makes no markup, anywhere", (_, text) => {
    const plain = hostileReport(report, "plain");
    const hostile = hostileReport(report, text);
    const made = formatHtml(hostile, { explanation: hostileExplanation(text, hostile) });
    expect(skeleton(made)).toEqual(
      skeleton(formatHtml(plain, { explanation: hostileExplanation("plain", plain) })),
    );
    expect(made.match(/<\/script/g)).toHaveLength(2);
    expect(made).not.toMatch(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/,
    );
    expect(JSON.stringify(block(made))).toContain(JSON.stringify(text).slice(1, -1));
  });
});

test("values of inputs that no policy names are in no format", async () => {
  const secret = "t0p-s3cret";
  const policy = (condition: string) =>
    `package t\n\ndefault allow := false\n\nallow if {\n\tinput.user.token\n\tinput.tags[_] == "a"\n\t${condition}\n}\n`;
  const input = { user: { token: secret, [secret]: secret }, tags: ["a", secret], [secret]: [secret] };
  let found: Explanation | undefined;
  const { report: told } = await runOn(
    policy("true"),
    policy("input.user.role"),
    event({ input, result: true }),
    {
      onExplanation: (explained) => {
        found = explained;
      },
    },
  );
  expect(told.groups).toHaveLength(1);
  expect(found?.groups[0]?.events).toHaveLength(1);
  const formats = [
    formatHtml(told, found === undefined ? {} : { explanation: found }),
    formatJunit({ ...told, gate: { ...told.gate, failOn: ["any"], tripped: ["any"] } }),
    formatTsv(told),
    formatText(told, { all: true }),
  ];
  for (const text of formats) expect(text).not.toContain(secret);
});

describe("size", () => {
  test("stays under 5 MB whatever the report holds, and says what is left out", () => {
    const long = "<&\u202e\"'`".repeat(1_000);
    const hostile = hostileReport(report, long, 500);
    const made = formatHtml(hostile, { explanation: hostileExplanation(long, hostile) });
    expect(Buffer.byteLength(made)).toBeLessThanOrEqual(5_000_000);
    expect(made).toMatch(/This page is full: it has no details of the last \d+ groups/);
    const listed = made.match(/<li data-group=/g)?.length ?? 0;
    expect(block(made)).toHaveLength(listed);
    if (listed < 500) expect(made).toContain(`${500 - listed} more groups did not fit`);
  });
});
