import { expect, it } from "vitest";
import { formatDiagnostics } from "../../src/index.ts";
import { describeDisagreement, firstDisagreement, runnable } from "../programs/compare.ts";

/** Rules that say what only a condition before them shows to be there, or to be one of some. */
const rules: readonly string[] = [
  "for (const [k, v] of Object.entries(input.labels ?? {})) yield { msg: k + ' ' + v };",
  "for (const [k, v] of Object.entries(input.labels ?? {}).filter(([k]) => k !== 'a')) yield { msg: k + '=' + v, details: { v } };",
  "const labels = input.labels ?? {}; const v = labels.team; if (v === undefined) { yield { msg: 'none' }; return; } yield { msg: 'team ' + v };",
  "const { labels, size } = input; if (!(labels !== undefined && size !== undefined)) return; for (const [k, v] of Object.entries(labels)) yield { msg: k + ' ' + v, details: { size } };",
  "const { target } = input; if (target.kind === 'row' || target.kind === 'cell') yield { msg: target.name, details: { id: target.id } };",
  "const { target } = input; switch (target.kind) { case 'row': case 'cell': yield { msg: 'x', details: { id: target.id, owner: target.owner ?? '' } }; }",
  "const { target } = input; if (target.kind === 'file') return; yield { msg: target.owner ?? 'none', details: { id: target.id } };",
  "const { target } = input; if (target.kind !== 'row' && target.kind !== 'cell') return; yield { msg: 'x', details: { id: target.id } };",
  "const { target } = input; if (target.kind === 'file' || target.name === 'a') return; yield { msg: 'x', details: { id: target.id } };",
  "const { other } = input; if (other === undefined || other.kind === 'file') return; yield { msg: other.name, details: { id: other.id } };",
  "const { other } = input; if (other?.kind === 'row' || other?.kind === 'cell') yield { msg: other.name, details: { id: other.id } };",
  "const { target } = input; if (target.kind === 'file' ? target.path !== 'a' : target.kind === 'row') return; yield { msg: target.name };",
  "const m = input.method; if (m !== 'a' && m !== 'GET') return; yield { msg: table[m] };",
  "const m = input.method; switch (m) { case 'a': case 'GET': yield { msg: table[m] }; }",
  "const { kind } = input.target; yield { msg: kinds[kind] };",
];

it("what is known of a value is known in what is found", { timeout: 120_000 }, async () => {
  const found = runnable(`import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

const table = { a: "x", GET: "y" } as const;
const kinds = { file: "a file", row: "a row", cell: "a cell" } as const;
const target = t.union(
  t.object({ kind: t.oneOf("file"), path: t.string, name: t.string }),
  t.object({ kind: t.oneOf("row"), id: t.number, name: t.string, owner: t.string }),
  t.object({ kind: t.oneOf("cell"), id: t.number, name: t.string, owner: t.opt(t.string) }),
);
const input = t.object({
  method: t.string,
  labels: t.opt(t.map(t.string)),
  size: t.opt(t.number),
  target,
  other: t.opt(target),
});

export default findingPolicy({
  package: "test.narrowing",
  input,
  deny: {
${rules.map((body, index) => `    *"rule ${index}"(input) {\n      ${body}\n    },`).join("\n")}
  },
});
`);
  if (!("compiled" in found)) throw new Error(formatDiagnostics(found));
  const disagreement = await firstDisagreement([found], 400, 3);
  expect(disagreement === undefined ? "" : describeDisagreement(disagreement)).toBe("");
});
