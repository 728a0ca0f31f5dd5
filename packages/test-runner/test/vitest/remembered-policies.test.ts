import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCompiler } from "@bylaw/compiler";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { policyCompiler } from "../../src/vitest/policy-compiler.ts";
import { rememberedPolicies } from "../../src/vitest/remembered-policies.ts";
import { createPolicyRepo, type PolicyRepo } from "./policy-repo.ts";

const compiler = createCompiler();
let repo: PolicyRepo;
let root = "";
beforeEach(async () => {
  repo = await createPolicyRepo({});
  root = repo.root;
});
afterEach(() => repo.remove());

const write = (name: string, text: string): string => {
  writeFileSync(join(root, name), text);
  return join(root, name);
};

const policy = (imports: string) => `${imports}
import { envoyPolicy } from "@bylaw/dsl/envoy";

export default envoyPolicy({
  package: "shop",
  allow: { "open paths are open": (input) => input.attributes.request.http.path === open },
});
`;

describe("what a policy was compiled to", () => {
  const inRoot = () => {
    const remembered = rememberedPolicies(join(root, "cache"), () => "this compiler");
    const file = write("policy.ts", policy('import { open } from "./open.ts";'));
    write("open.ts", 'export const open = "/healthz";\n');
    const key = remembered.keyOf(file);
    if (key === undefined) throw new Error("the policy has no key");
    return { remembered, file, key };
  };
  const compiled = (file: string) => {
    const compilation = compiler.compile({ entry: file });
    if (!compilation.ok) throw new Error(JSON.stringify(compilation.diagnostics));
    return compilation.policy;
  };

  it("is found as it was, while nothing has changed", () => {
    const { remembered, file, key } = inRoot();
    expect(remembered.find(file, key)).toBeUndefined();
    const artefact = compiled(file);
    remembered.keep(file, key, artefact);
    expect(remembered.keyOf(file)).toBe(key);
    expect(remembered.find(file, key)).toEqual(artefact);
  });

  it("has another key when a module that it imports has changed, or the compiler", () => {
    const { remembered, file, key } = inRoot();
    write("open.ts", 'export const open = "/livez";\n');
    expect(remembered.keyOf(file)).not.toBe(key);
    write("open.ts", 'export const open = "/healthz";\n');
    expect(remembered.keyOf(file)).toBe(key);
    expect(rememberedPolicies(join(root, "cache"), () => "another").keyOf(file)).not.toBe(key);
    expect(rememberedPolicies(join(root, "cache"), () => undefined).keyOf(file)).toBeUndefined();
  });

  it("is not found when the file is damaged, and kept once for each policy", () => {
    const { remembered, file, key } = inRoot();
    remembered.keep(file, key, compiled(file));
    remembered.keep(file, key, compiled(file));
    const [name = "", ...others] = readdirSync(join(root, "cache"));
    expect(others).toEqual([]);
    const place = join(root, "cache", name);
    const text = readFileSync(place, "utf8");
    for (const damaged of [text.slice(0, -9), text.replace("/healthz", "/healthx"), "null", ""]) {
      writeFileSync(place, damaged);
      expect(remembered.find(file, key)).toBeUndefined();
    }
  });

  it.each([
    ["a package", 'import { open } from "paths";'],
    ["a type of a package", 'import type { Open } from "paths";\nconst open = "/healthz";'],
    ["a type of a package, in its place", 'const open: import("paths").Open = "/healthz";'],
    ["a name that leads to one of several files", 'import { open } from "./open";'],
    ["a reference", '/// <reference types="paths" />\nconst open = "/healthz";'],
    ["a module that is not there", 'import { open } from "./closed.ts";'],
  ])("is not remembered of a policy that depends on %s", (_, imports) => {
    const { remembered, file } = inRoot();
    write("policy.ts", policy(imports));
    expect(remembered.keyOf(file)).toBeUndefined();
  });

  it("cannot be kept where nothing can be written, which is no error", () => {
    const { file, key } = inRoot();
    const remembered = rememberedPolicies(file, () => "this compiler");
    remembered.keep(file, key, compiled(file));
    expect(remembered.find(file, key)).toBeUndefined();
  });

  it("is remembered before it is asked for again, when a module that it imports has changed", async () => {
    const { file } = inRoot();
    const remembered = rememberedPolicies(join(root, "cache", "bylaw-policies"), () => "this compiler");
    const found = () => remembered.find(file, remembered.keyOf(file) ?? "");
    const policies = policyCompiler(join(root, "cache"), () => "this compiler");
    expect(await policies.compiled(file)).toEqual(found());
    const open = write("open.ts", 'export const open = "/livez";\n');
    expect(found()).toBeUndefined();
    policies.ahead(write("other.ts", ""));
    policies.ahead(open);
    await expect.poll(() => found()?.rego, { timeout: 30_000 }).toContain("/livez");
    write("open.ts", "export const open = 7;\n");
    policies.ahead(open);
    await expect(policies.compiled(file)).rejects.toThrow("does not compile");
  });
});
