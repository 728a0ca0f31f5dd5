import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Project } from "ts-morph";
import { describe, expect, it } from "vitest";
import { schemaOfType } from "../../src/frontend/schema-of-type.ts";
import { type Compilation, compile, createCompiler } from "../../src/index.ts";
import { policyPath } from "../fixtures/policies.ts";
import { compileTexts, policyWith, virtualPath } from "../fixtures/sources.ts";

function codes(compilation: Compilation): readonly string[] {
  return compilation.diagnostics.map((one) => one.code);
}

describe("a policy that cannot be compiled", () => {
  it("is missing", () => {
    const found = compile({ entry: "/nowhere/policy.ts" });
    expect(codes(found)).toEqual(["BYL1001"]);
    expect(found.diagnostics[0]?.message).toContain("/nowhere/policy.ts");
  });

  it("is a folder", () => {
    expect(codes(compile({ entry: import.meta.dirname }))).toEqual(["BYL1001"]);
  });

  it("has type errors: all of them, with TypeScript's numbers, places and nothing else", () => {
    const found = compileTexts({
      "typed.ts": policyWith(
        'input.attributes.request.http.methd === "GET" && input.parsed_path.length == "1"',
      ),
    });
    expect(codes(found)).toEqual(["TS2551", "TS2367"]);
    expect(found.diagnostics[0]?.span).toMatchObject({ file: virtualPath("typed.ts"), line: 3, column: 107 });
  });

  it("does not parse", () => {
    const found = compileTexts({ "broken.ts": "export default envoyPolicy({" });
    expect(found.ok).toBe(false);
    expect(codes(found)).toContain("TS1005");
  });

  it("has a type error in a helper module: the place is there", () => {
    const found = compileTexts({
      "entry.ts": policyWith("helper()", 'import { helper } from "./helper.ts";'),
      "helper.ts": "export const helper = (): boolean => 5;\n",
    });
    expect(codes(found)).toEqual(["TS2322"]);
    expect(found.diagnostics[0]?.span).toMatchObject({ file: virtualPath("helper.ts"), line: 1 });
  });

  it("imports a module that is not there", () => {
    expect(
      codes(compileTexts({ "lost.ts": policyWith("gone", 'import { gone } from "./gone.ts";') })),
    ).toEqual(["TS2307"]);
  });

  it("imports in a circle", () => {
    const found = compileTexts({
      "circle.ts": policyWith("one", 'import { one } from "./one.ts";'),
      "one.ts": 'import { two } from "./two.ts";\nexport const one = two;\n',
      "two.ts": 'import { one } from "./one.ts";\nexport const two = true;\nexport const three = one;\n',
    });
    expect(codes(found)).toEqual(["BYL1004"]);
    expect(found.diagnostics[0]?.message).toContain("one.ts → two.ts → one.ts");
    expect(found.diagnostics[0]?.span).toMatchObject({ file: virtualPath("two.ts"), line: 1 });
  });

  it("calls itself through another helper", () => {
    const found = compileTexts({
      "recursive.ts": policyWith(
        "even(input.parsed_path.length)",
        "function even(n: number): boolean { return n === 0 || odd(n); }\nfunction odd(n: number): boolean { return n === 1 || even(n); }",
      ),
    });
    expect(codes(found)).toEqual(["BYL1107"]);
    expect(found.diagnostics[0]?.message).toContain("even → odd → even");
  });

  it("has several faults: each is told, and no Rego is written", () => {
    const found = compileTexts({
      "several.ts": `import { envoyPolicy } from "@bylaw/dsl/envoy";
export default envoyPolicy({
  package: "not-a.name",
  allow: {
    loose: (input) => input.parsed_path[0] == "a",
    upper: (input) => input.parsed_path[0]?.toUpperCase() === "A",
  },
});
`,
    });
    expect([...codes(found)].sort()).toEqual(["BYL1007", "BYL1104", "BYL1154"]);
    expect(found).not.toHaveProperty("policy");
  });

  it("is nested beyond measure", () => {
    const deep = `${"!(".repeat(5000)}input.truncated_body === true${")".repeat(5000)}`;
    const found = compileTexts({ "deep.ts": policyWith(deep) });
    expect(codes(found)).toEqual(["BYL1118"]);
    expect(found.diagnostics[0]?.span?.file).toBe(virtualPath("deep.ts"));
  });

  it("multiplies through its helpers", () => {
    const doubling = Array.from(
      { length: 20 },
      (_, index) => `const h${index + 1} = (i: EnvoyInput): boolean => h${index}(i) && h${index}(i);`,
    ).join("\n");
    const found = compileTexts({
      "doubling.ts": policyWith(
        "h20(input)",
        `const h0 = (i: EnvoyInput): boolean => i.truncated_body === true;\n${doubling}`,
      ),
    });
    expect(codes(found)).toEqual(["BYL1118"]);
  });

  it("is long but flat: that is fine", () => {
    const long = Array.from(
      { length: 200 },
      (_, index) => `input.attributes.request.http.path === "/${index}"`,
    ).join(" || ");
    expect(codes(compileTexts({ "long.ts": policyWith(long) }))).toEqual([]);
  });

  it("makes the compiler itself fail: that is said, without a stack trace", () => {
    class Broken extends Map<string, string> {
      override [Symbol.iterator](): MapIterator<[string, string]> {
        throw new Error("broken on purpose");
      }
    }
    const found = compile({ entry: policyPath("seed"), sources: new Broken() });
    expect(codes(found)).toEqual(["BYL1005"]);
    expect(found.diagnostics[0]?.message).not.toContain("at ");
  });
});

it("a type that refers to itself has no schema", () => {
  const project = new Project({ useInMemoryFileSystem: true });
  const file = project.createSourceFile(
    "types.ts",
    "interface Tree { readonly inner: Tree }\ndeclare const tree: Tree;\n",
  );
  const declaration = file.getVariableDeclarationOrThrow("tree");
  expect(() => schemaOfType(declaration.getType(), declaration)).toThrow("BYL1119");
});

it("a warm compiler reads a changed file again", () => {
  const folder = mkdtempSync(join(tmpdir(), "bylaw-"));
  try {
    const entry = join(folder, "policy.ts");
    const compiler = createCompiler();
    writeFileSync(entry, "export const nothing = 1;\n");
    expect(codes(compiler.compile({ entry }))).toEqual(["BYL1002"]);
    writeFileSync(entry, "export default 5;\n");
    expect(codes(compiler.compile({ entry }))).toEqual(["BYL1003"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
