import type { Explanation, Group, Report } from "../../src/index.ts";

/** Texts that try to become something else where they are printed. */
export const attacks = {
  script: "</script><script>globalThis.reached = 1</script>",
  image: '<img src=x onerror="globalThis.reached = 1">',
  attribute: "\"><svg onload='globalThis.reached = 1'>",
  unquoted: "' onmouseover='globalThis.reached = 1' x='",
  comment: "--> <!-- bylaw:diff v1 key=x --> ]]> <![CDATA[",
  fence: "````\n```js\nalert(1)\n``` | a | b |",
  mention: "@team #12 GH-7 https://evil.example/?q=1",
  terminal: "\u001b[31mred\u001b]8;;https://evil.example\u0007link\u0000\u0008\u009b1m",
  command: "\n::error file=x::y\n##[group]z\n",
  order: "\u202eabc\u2066\u200b\u200d\ufeff\u2028\u2029\u00ad",
  formula: '=HYPERLINK("https://evil.example")\tnext\r\nline',
  halves: "\ud800 \udc00 \ufffe \uffff",
  link: "javascript:globalThis.reached=1",
} as const;

/** The same report with one text wherever something can come from a log, a policy or a name of a file. */
export function hostileReport(report: Report, text: string, groups = 1): Report {
  const [first] = report.groups;
  if (first === undefined) throw new Error("the report has no groups");
  const place = { file: text, position: 1 };
  const example = { decision_id: text, timestamp: text, source: place };
  const rule = { name: text, file: text, row: 3, endRow: 4, status: "changed" as const };
  const shown = { defined: true as const, value: { [text]: [text, { [text]: text }] } };
  const group: Group = {
    ...first,
    path: text,
    from: shown,
    to: { error: text },
    firstSeen: text,
    lastSeen: text,
    rules: { base: [rule], head: [rule] },
    where: [
      { path: text, distinct: 2, separates: 1, values: [{ value: text, count: 1 }], otherCount: 1 },
      { path: text, distinct: 2, separates: 1, values: [], otherCount: 2 },
    ],
    expected: { status: "expired", maximum: 1, reason: text, expires: text, acceptedBy: text },
    sinceLast: "new",
    cause: "data",
    data: [text],
    changes: [{ op: "replace", path: text, base: text, head: { [text]: text } }],
    examples: [example, { ...example, source: { file: text, position: 2 } }],
  };
  return {
    ...report,
    options: {
      ...report.options,
      decisions: [text],
      paths: [text],
      labels: { [text]: text },
      unwrap: [text],
    },
    engine: { ...report.engine, opaVersion: text },
    base: { ...report.base, label: text, commit: text, opaVersion: text },
    head: { ...report.head, label: text, commit: text, opaVersion: `${text}.` },
    sources: report.sources.map((source) => ({ ...source, name: text, envelopes: [text] })),
    recordedBy: [{ opaVersion: text, count: 1 }],
    revisions: [{ bundle: text, revision: text, count: 1 }],
    decisions: report.decisions.map((decision) => ({ ...decision, path: text })),
    groups: Array.from({ length: groups }, (_, index) => ({
      ...group,
      id: `g-${index.toString(16).padStart(6, "0")}`,
    })),
    rules: [
      {
        name: text,
        file: text,
        row: 1,
        endRow: 2,
        change: "new",
        recorded: { base: 0, head: 1 },
        generated: 0,
        tests: 0,
      },
    ],
    tests: { base: null, head: { run: 1, failed: 1, notRun: 1, coverageFiles: 1 } },
    indeterminate: [{ reason: "masked", paths: [text], count: 1, remedy: text, example }],
    mismatches: [{ revision: text, hour: text, count: 1 }],
    errors: [{ side: "head", code: text, transition: text, count: 1, example }],
    expected: {
      file: text,
      changes: 1,
      unmatched: [
        {
          group: text,
          path: text,
          transition: text,
          why: "absent",
          maximum: 1,
          reason: text,
          expires: text,
          expired: true,
          acceptedBy: text,
        },
      ],
    },
    sinceLast: {
      generatedAt: text,
      head: text,
      new: 1,
      gone: [{ id: text, path: text, transition: text, count: 1 }],
    },
    warnings: [{ code: "unreadable", message: text, count: 1 }],
  };
}

/** The same for what stands behind the groups of a hostile report. */
export function hostileExplanation(text: string, report: Report): Explanation {
  const rule = { title: text, file: text, row: 3, lines: [text, text], writtenAt: { file: text, row: 9 } };
  const answer = { defined: true as const, value: text };
  const lines = [{ file: text, row: 3, endRow: 4, outcome: "failed" as const }];
  return {
    groups: report.groups.map(({ id }) => ({
      id,
      rules: { base: [rule], head: [rule] },
      events: [
        {
          source: { file: text, position: 1 },
          recorded: answer,
          base: answer,
          head: { error: text },
          places: [{ path: text, value: text, readBy: ["base" as const] }],
          lines: { base: lines, head: null },
        },
      ],
    })),
  };
}
