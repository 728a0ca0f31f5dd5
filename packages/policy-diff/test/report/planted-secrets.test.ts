import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { OpaRunError } from "@bylaw/engine";
import { describe, expect, onTestFinished, test } from "vitest";
import * as policyDiff from "../../src/index.ts";
import { type DiffProgress, formatRow, type Report, type Row } from "../../src/index.ts";
import { folderWith, run } from "../fixture.ts";
import { baseDocuments, log, secrets } from "./planted.ts";

const base = `package t

decision := {"allowed": false, "reason": sprintf("no entry for %v", [input.who])}
`;
const headers = "input.attributes.request.http.headers";

/** What a proposed policy does to carry recorded values into a report. */
const heads = {
  "copies them into its answer": `package t

decision := {
	"allowed": true,
	"whole": input,
	"reason": ${headers}.authorization,
	"joined": concat(" ", ["token", ${headers}.authorization, input.claims.sub]),
	"printed": sprintf("%v and %v", [input.parsed_body, input.pin]),
	"coded": base64.encode(${headers}.cookie),
	"hex": hex.encode(input.review.object.stringData.key),
	"number": input.pin,
	"data": data.vault.key,
	"upper": upper(input.who),
}
`,
  "makes keys of them": `package t

decision := {"allowed": true, "by": {input.who: input.pin, ${headers}["x-api-key"]: input.people}} if true
`,
  "finds them": `package t

decision contains ${headers}.authorization if ${headers}.authorization

decision contains sprintf("%v", [value]) if some value in input.claims

decision contains input.plan if input.plan
`,
  "errs with them": `package t

decision := {"allowed": true, "by": input.who}

decision := {"allowed": true, "by": ${headers}.authorization}
`,
  "makes builtins err with them": `package t

decision := {"allowed": true, "n": to_number(input.who)}

decision := {"allowed": true, "at": time.parse_rfc3339_ns(${headers}.cookie)} if not to_number(input.who)
`,
  "reads what was masked": `package t

decision := {"allowed": count(input.people) > 0, "pw": [value | some value in input.parsed_body]} if input.people
`,
  "prints them": `package t

decision := {"allowed": true} if print("stolen", ${headers}.authorization, input)
`,
  "spells them with literals": `package t

alphabet := {"a", "b", "c", "d", "e", "f", "l", "n", "p", "t", "-", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}

decision := {"allowed": true, "spelt": [letter | letter := split(input.who, "")[_]; letter in alphabet]}
`,
  "makes a number of them": `package t

decision := {"allowed": true, "n": to_number(sprintf("%de400", [input.pin]))}
`,
} as const;

/** Everything that may be read of a run: each format, rows, progress, and what is thrown. */
async function printedOf(
  head: string,
  options: Partial<Parameters<typeof run>[0]> = {},
  lines: string = log,
): Promise<string> {
  const cwd = folderWith({
    "base.rego": base,
    "head.rego": head,
    "log.ndjson": lines,
    "data.json": baseDocuments,
  });
  const progress: DiffProgress[] = [];
  const rows: Row[] = [];
  let explanation: policyDiff.Explanation = { groups: [] };
  try {
    const { report } = await run({
      base: "base.rego",
      head: "head.rego",
      decisions: ["log.ndjson"],
      baseData: ["data.json"],
      headData: ["data.json"],
      cwd,
      onProgress: (step) => progress.push(step),
      onRow: (row) => {
        rows.push(row);
      },
      onExplanation: (found) => {
        explanation = found;
      },
      ...options,
    });
    // One line of them is the server's own.
    expect(report.totals.read).toBe(lines.split("\n").length - 1);
    expect(explanation.groups).toHaveLength(report.groups.length);
    const page = policyDiff.formatHtml(report, { explanation });
    return [
      ...formatted(report),
      page,
      JSON.stringify(explanation),
      ...rows.map(formatRow),
      JSON.stringify(progress),
    ].join("\n");
  } catch (error) {
    if (!(error instanceof policyDiff.DiffFailed)) throw error;
    return [error.name, error.message, JSON.stringify(progress), ...rows.map(formatRow)].join("\n");
  }
}

/** Each format that this package exports for a whole report, so that a new one cannot be forgotten. */
function formatted(report: Report): readonly string[] {
  const texts = Object.entries(policyDiff).flatMap(([name, format]) => {
    if (!/^format[A-Z]/.test(name) || ["formatRow", "formatGroup", "formatExpected"].includes(name))
      return [];
    return [String(Reflect.apply(format, undefined, [report, { all: true, width: 2000 }]))];
  });
  expect(texts.length).toBeGreaterThanOrEqual(3);
  return [...texts, ...report.groups.map(policyDiff.formatGroup)];
}

/** A secret in clear, or in one of the codes that a reader undoes without thinking. */
function leaked(text: string): readonly string[] {
  const plain = text.replaceAll("\\u2060", "").replaceAll("\u2060", "");
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const bytes = Buffer.from(secret);
    const forms = [
      secret,
      secret.toUpperCase(),
      [...secret].reverse().join(""),
      bytes.toString("base64").replace(/=+$/, "").slice(0, -1),
      bytes.toString("hex"),
      encodeURIComponent(secret),
      [...secret].join(", "),
      [...secret].map((letter) => JSON.stringify(letter)).join(", "),
      // The part that no two secrets share.
      ...(/plant-[0-9a-f]{4}/.exec(secret) ?? []),
    ];
    return forms.some((form) => plain.includes(form)) ? [name] : [];
  });
}

test("at least 40 secrets are planted, and the search finds one that shows", () => {
  expect(Object.keys(secrets).length).toBeGreaterThanOrEqual(40);
  for (const [name, secret] of Object.entries(secrets)) {
    expect(log + baseDocuments).toContain(secret);
    expect(leaked(`x ${secret} y`)).toContain(name);
    expect(leaked(Buffer.from(secret).toString("base64"))).toContain(name);
  }
});

describe("no planted secret is in any format when the proposed policy", () => {
  test.each(Object.entries(heads))("%s", async (_, head) => {
    expect(leaked(await printedOf(head))).toEqual([]);
  });
});

test.each(["opa", "opa-wasm", "javascript"] as const)(
  "no proposed policy reaches out, under %s",
  async (engine) => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      response.end("{}");
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const head = `package t

decision := {"allowed": true, "sent": http.send({"method": "POST", "url": "http://127.0.0.1:${port}/", "body": input, "raise_error": false}).status_code}

decision := {"allowed": true, "env": opa.runtime().env} if not input.who
`;
    // The last two engines refuse a decision inside of a rule's value, and the whole run with it.
    const lines = log.split("\n").filter((line) => !line.includes(secrets.decisionPath));
    const printed = await printedOf(head, { engine }, lines.join("\n"));
    expect(printed).toContain("http.send");
    expect(leaked(printed)).toEqual([]);
    expect(asked).toBe(0);
  },
);

test.each([
  ["OPA", new OpaRunError("failed", `opa eval ended with exit code 2: ${secrets.authorization}`)],
  ["a parser", new SyntaxError(`the number ${secrets.pin} is too large`)],
])("what %s says of a failed replay is not told", async (_, failure) => {
  const printed = await printedOf(base, {
    createEngine: async (_source, entrypoints) => ({
      name: "opa",
      entrypoints,
      evaluate: () => Promise.reject(failure),
      close: () => Promise.resolve(),
    }),
  });
  expect(printed).toContain("what was said is not shown");
  expect(leaked(printed)).toEqual([]);
});

test.each([
  ["data.json", `{"vault": {"key": "${secrets.dataDocument}",}}`],
  ["data.yaml", `vault:\n  key: "${secrets.dataDocument}\n`],
])("a data document that does not parse is not quoted: %s", async (name, text) => {
  const cwd = folderWith({ "base.rego": base, "log.ndjson": log, [name]: text });
  const failed = await run({
    base: "base.rego",
    head: "base.rego",
    decisions: ["log.ndjson"],
    baseData: [name],
    cwd,
  }).catch((error: unknown) => String(error));
  expect(failed).toContain(`${name}: it is not valid`);
  expect(leaked(String(failed))).toEqual([]);
});
