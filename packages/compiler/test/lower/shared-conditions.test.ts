import { expect, it } from "vitest";
import type { Span } from "../../src/compilation.ts";
import { comparedLiterals, inputReads } from "../../src/lower/compared-literals.ts";
import type { Formula, Read } from "../../src/lower/formula.ts";
import { untrustedReads } from "../../src/lower/untrusted-reads.ts";

const span: Span = { file: "policy.ts", line: 1, column: 1, endLine: 1, endColumn: 2 };
const read: Read = {
  kind: "read",
  root: { kind: "input", schema: { kind: "unknown" } },
  steps: [{ key: "path", presence: "required", schema: { kind: "string" } }],
  schema: { kind: "string" },
  span,
};
const asked: Formula = {
  kind: "atom",
  atom: { kind: "equal", left: read, right: { kind: "constant", value: "/" }, span },
};

/** Each condition asks the one before it twice: as a tree this has 2^60 parts, of which 61 differ. */
const shared = Array.from({ length: 60 }).reduce<Formula>(
  (before) => ({ kind: "choose", test: before, whenTrue: before, otherwise: { kind: "never" } }),
  asked,
);

it("goes once through the parts that conditions share", () => {
  expect(untrustedReads([shared, shared])).toEqual([read]);
  expect(inputReads([shared])).toEqual([["path"]]);
  expect(comparedLiterals([shared])).toEqual([{ path: ["path"], value: "/", relation: "equals" }]);
});
