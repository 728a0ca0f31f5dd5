import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Json } from "@bylaw/engine/values";
import { afterEach, expect, it } from "vitest";
import { createCompiler, formatDiagnostics } from "../../src/index.ts";
import { answers } from "../fixtures/policies.ts";

const folders: string[] = [];
const dsl = resolve(import.meta.dirname, "../../../dsl");

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A workspace of two packages, as package managers lay one out: the one is a link among the other's modules. */
function workspace(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bylaw-workspace-")));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  for (const [name, target] of [
    ["policies/node_modules/@bylaw/dsl", dsl],
    ["policies/node_modules/@acme/rules", join(folder, "rules")],
    ["rules/node_modules/@bylaw/dsl", dsl],
  ] as const) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    symlinkSync(target, join(folder, name), "junction");
  }
  return join(folder, "policies", "authz.ts");
}

const policy = `import { isPublic, readers } from "@acme/rules";
import * as paths from "@acme/rules/paths";
import { envoyPolicy } from "@bylaw/dsl/envoy";

export default envoyPolicy({
  package: "acme.authz",
  allow: {
    "readers read what is public": (input) =>
      readers.includes(input.attributes.request.http.method) && isPublic(input) && paths.depth(input) > 1,
  },
});
`;

const rules = {
  "rules/package.json": JSON.stringify({
    name: "@acme/rules",
    type: "module",
    exports: { ".": "./src/index.ts", "./paths": "./src/paths.ts" },
  }),
  "rules/src/index.ts": `import type { EnvoyInput } from "@bylaw/dsl/envoy";
import { first } from "./paths.ts";

export const readers: readonly string[] = ["GET", "HEAD"];
export const isPublic = (input: EnvoyInput): boolean => first(input) === "public";
`,
  "rules/src/paths.ts": `import type { EnvoyInput } from "@bylaw/dsl/envoy";

export const first = (input: EnvoyInput): string | undefined => input.parsed_path[0];
export const depth = (input: EnvoyInput): number => input.parsed_path.length;
`,
};

const asked = (method: string, ...path: readonly string[]): Json => ({
  attributes: { request: { http: { method } } },
  parsed_path: [...path],
});

it("uses helpers of another package of the workspace", { timeout: 60_000 }, async () => {
  const entry = workspace({ ...rules, "policies/authz.ts": policy });
  const compilation = createCompiler().compile({ entry });
  expect(formatDiagnostics(compilation.diagnostics)).toBe("");
  if (!compilation.ok) return;
  const inputs = [
    asked("GET", "public", "a"),
    asked("GET", "public"),
    asked("PUT", "public", "a"),
    asked("GET", "a", "b"),
  ];
  const found = await answers(compilation.policy, compilation.policy.rego, inputs, 0n);
  expect(found.map(({ allow }) => allow)).toEqual([true, false, false, false]);
});

it("says what is wrong in one of them where it stands", () => {
  const entry = workspace({
    ...rules,
    "rules/src/paths.ts": rules["rules/src/paths.ts"].replace(
      "input.parsed_path.length;",
      "Math.max(input.parsed_path.length, 1);",
    ),
    "policies/authz.ts": policy,
  });
  const { diagnostics } = createCompiler().compile({ entry });
  expect(
    diagnostics.map(({ code, span }) => [code, span?.file.endsWith("rules/src/paths.ts"), span?.line]),
  ).toEqual([["BYL1157", true, 4]]);
});

it("takes none of a package that is installed", () => {
  const entry = workspace({ "policies/authz.ts": policy });
  const installed = join(dirname(entry), "node_modules", "@acme", "rules");
  rmSync(installed);
  for (const [name, text] of Object.entries(rules)) {
    const file = join(installed, name.replace("rules/", ""));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const { diagnostics } = createCompiler().compile({ entry });
  expect(diagnostics.map(({ code }) => code)).toContain("BYL1102");
});
