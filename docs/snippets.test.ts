import { compile, formatDiagnostics } from "@bylaw/compiler";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";
import { layOutSnippets, type Snippet } from "./snippets.ts";

let snippets: readonly Snippet[];

beforeAll(async () => {
  snippets = await layOutSnippets();
});

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  // As in tsconfig.base.json, since the packages are read from their sources.
  lib: ["lib.es2023.d.ts", "lib.es2024.string.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ["@bylaw/source"],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
  types: ["node"],
};

describe("the code in the documentation", () => {
  it("has the types it should have", () => {
    expect(snippets.length).toBeGreaterThan(0);
    const program = ts.createProgram(
      snippets.map(({ file }) => file),
      options,
    );
    // The sources that they import are checked with their packages.
    const diagnostics = [
      ...program.getConfigFileParsingDiagnostics(),
      ...program.getOptionsDiagnostics(),
      ...program.getGlobalDiagnostics(),
      ...snippets.flatMap(({ file }) => [
        ...program.getSyntacticDiagnostics(program.getSourceFile(file)),
        ...program.getSemanticDiagnostics(program.getSourceFile(file)),
      ]),
    ];
    const problems = diagnostics.map((diagnostic) => {
      const snippet = snippets.find(({ file }) => file === diagnostic.file?.fileName);
      const row = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
      const place = snippet ? `${snippet.page}:${snippet.line + row}` : (diagnostic.file?.fileName ?? "");
      return `${place}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}`;
    });
    expect(problems).toEqual([]);
  });

  it("compiles to Rego where it is a policy", () => {
    const policies = snippets.filter(({ code }) => /export default \w*[pP]olicy\(/.test(code));
    expect(policies.length).toBeGreaterThan(0);
    const problems = policies.flatMap(({ page, line, file }) => {
      const { ok, diagnostics } = compile({ entry: file });
      return ok ? [] : [`${page}:${line}:\n${formatDiagnostics(diagnostics, { colour: false })}`];
    });
    expect(problems).toEqual([]);
  });
});
