import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";

const policies = fileURLToPath(new URL("policies.ts", import.meta.url));

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ["@bylaw/source"],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  types: ["node"],
};

let service: ts.LanguageService;
let text: string;

beforeAll(() => {
  text = ts.sys.readFile(policies) ?? "";
  service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [policies],
    getScriptVersion: () => "1",
    getScriptSnapshot: (file) => {
      const content = ts.sys.readFile(file);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => fileURLToPath(new URL("../../", import.meta.url)),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
});

/** What the editor shows over the end of the first place that reads like this. */
function hover(place: string): { readonly type: string; readonly documentation: string } {
  const position = text.indexOf(place) + place.length - 1;
  const info = service.getQuickInfoAtPosition(policies, position);
  return {
    type: ts.displayPartsToString(info?.displayParts),
    documentation: ts.displayPartsToString(info?.documentation),
  };
}

describe("in an editor", () => {
  it("policies have the types they should have, and errors where they should", () => {
    const problems = [
      ...service.getSyntacticDiagnostics(policies),
      ...service.getSemanticDiagnostics(policies),
    ].map((problem) => {
      const row = problem.file?.getLineAndCharacterOfPosition(problem.start ?? 0).line ?? 0;
      return `${row + 1}: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`;
    });
    expect(problems).toEqual([]);
    expect(text.match(/@ts-expect-error/g)?.length).toBeGreaterThan(15);
  });

  it("a rule's input goes by its name, and so do its parts", () => {
    expect(hover('"frontend may call": (input').type).toBe("(parameter) input: EnvoyInput");
    expect(hover("input.attributes").type).toBe("(property) attributes: Attributes");
    expect(hover("input.attributes.source").type).toBe("(property) source: Peer");
  });

  it("properties of the input show what they are", () => {
    expect(hover("input.attributes.source.principal")).toEqual({
      type: "(property) principal?: string | undefined",
      documentation: expect.stringContaining("SPIFFE"),
    });
    expect(hover("input.attributes.request.http.headers").documentation).toContain("lower case");
    expect(hover("input.parsed_body").documentation).toContain("content type");
  });

  it("properties are completed", () => {
    const place = "input.attributes.request.http.";
    const found = service.getCompletionsAtPosition(policies, text.indexOf(place) + place.length, {});
    const names = found?.entries.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(["headers", "host", "method", "path", "protocol", "scheme"]),
    );
  });
});
