import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createCompiler, diagnosticCodes, diagnosticKinds, formatDiagnostics } from "../../src/index.ts";

const folder = resolve(import.meta.dirname, "../../../../docs/diagnostics");
const compiler = createCompiler();

/** Compiles a text as if it were a policy beside the tests. */
function compileText(text: string) {
  const entry = resolve(import.meta.dirname, "../policies/example-of-a-page.ts");
  return compiler.compile({ entry, sources: new Map([[entry, text]]) });
}

function page(code: string): string {
  return readFileSync(resolve(folder, `${code}.md`), "utf8");
}

function example(text: string, heading: string): { readonly language: string; readonly code: string } {
  const match = new RegExp(`## ${heading}\n\n\`\`\`(\\w+)\n([\\s\\S]*?)\n\`\`\``).exec(text);
  return { language: match?.[1] ?? "", code: match?.[2] ?? "" };
}

/** Codes that no single module can show; each has a test of its own in bad-input.test.ts. */
const elsewhere = ["BYL1001", "BYL1004", "BYL1005", "BYL1119", "BYL1124", "BYL1126"];

describe("each diagnostic has a page whose examples are true", () => {
  it.each(diagnosticCodes)("%s", (code) => {
    const text = page(code);
    expect(text.startsWith(`# ${code}: ${diagnosticKinds[code].title}\n`)).toBe(true);
    for (const heading of ["Summary", "Avoid", "Prefer", "Rationale"])
      expect(text).toContain(`\n## ${heading}\n`);
    const avoid = example(text, "Avoid");
    const prefer = example(text, "Prefer");
    expect(avoid.language === "ts").toBe(!elsewhere.includes(code));
    if (avoid.language !== "ts") return;
    const refused = compileText(avoid.code);
    expect(refused.diagnostics.map((one) => one.code)).toContain(code);
    expect(refused.diagnostics.every((one) => one.span !== undefined && one.span.line > 0)).toBe(true);
    const accepted = compileText(prefer.code);
    expect(formatDiagnostics(accepted.diagnostics)).toBe("");
    expect(accepted.ok).toBe(true);
  });

  it("no page is left over", () => {
    const pages = readdirSync(folder).filter((name) => name.startsWith("BYL"));
    expect(pages.sort()).toEqual(diagnosticCodes.map((code) => `${code}.md`).sort());
    expect(existsSync(resolve(folder, "README.md"))).toBe(true);
  });
});
