import { describe, expect, it } from "vitest";
import { type Diagnostic, formatDiagnostics } from "../../src/index.ts";

const file = "/policies/authz.ts";
const span = { file, line: 2, column: 7, endLine: 2, endColumn: 11 };
const folder = "/policies";

function format(one: Diagnostic, text = "first\nconst loud = 1;\n", colour = false): string {
  return formatDiagnostics([one], { folder, colour, sources: new Map([[file, text]]) });
}

describe("formatDiagnostics", () => {
  it("shows the place, the line with a mark under it, and what to write instead", () => {
    const found = format({
      code: "BYL1103",
      severity: "error",
      message: "not a boolean",
      hint: "compare it",
      span,
    });
    expect(found).toBe(
      [
        "authz.ts:2:7 error BYL1103: not a boolean",
        "  2 | const loud = 1;",
        "    |       ~~~~",
        "  hint: compare it",
      ].join("\n"),
    );
  });

  it("colours only when asked", () => {
    const one: Diagnostic = { code: "BYL1103", severity: "error", message: "m", span };
    expect(format(one)).not.toContain("\u001b");
    expect(format(one, undefined, true)).toContain("\u001b[31merror\u001b[0m");
  });

  it("prints nothing that a terminal obeys or that turns the reading direction", () => {
    const hostile = "\u001b]0;x\u0007\u202e\u2066\ufeff\u009b";
    const found = format(
      {
        code: "TS1",
        severity: "error",
        message: hostile,
        hint: hostile,
        span: { ...span, file: `/policies/${hostile}` },
      },
      `\nconst ${hostile} = 1;`,
    );
    expect(found).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066\ufeff]/);
    expect(found).toContain("\\u{202e}");
  });

  it("does without the line when the file cannot be read", () => {
    const one: Diagnostic = {
      code: "TS1",
      severity: "error",
      message: "m",
      span: { ...span, file: "/gone.ts" },
    };
    expect(formatDiagnostics([one], { folder })).toBe("/gone.ts:2:7 error TS1: m");
  });
});
