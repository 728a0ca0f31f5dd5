import { checkRego, findOpa } from "@bylaw/engine";
import { expect, it } from "vitest";
import { type CompiledPolicy, formatDiagnostics, regoDiagnostics } from "../../src/index.ts";
import { compileTexts, virtualPath } from "../fixtures/sources.ts";

const text = `import { type EnvoyInput, envoyPolicy } from "@bylaw/dsl/envoy";

const isPublic = (input: EnvoyInput) =>
  input.parsed_path[0] === "public" &&
  input.attributes.request.http.path.startsWith("/public");

export default envoyPolicy({
  package: "test.rego_errors",
  allow: {
    "public pages": isPublic,
    "the owner": (input) => input.attributes.source.principal === "owner",
  },
});
`;

/** What is said of the policy when its Rego is changed so. */
async function said(change: (rego: string) => string): Promise<readonly string[]> {
  const compilation = compileTexts({ "policy.ts": text });
  if (!compilation.ok) throw new Error(formatDiagnostics(compilation.diagnostics));
  const policy: CompiledPolicy = { ...compilation.policy, rego: change(compilation.policy.rego) };
  const errors = await checkRego(
    await findOpa(),
    { modules: { "policy.rego": policy.rego } },
    { strict: true },
  );
  const found = regoDiagnostics(policy, errors);
  expect(found.every(({ span }) => span?.file === virtualPath("policy.ts"))).toBe(true);
  return found.map(({ code, span, message }) => `${code} ${span?.line}:${span?.column} ${message}`);
}

it("says nothing of Rego that OPA takes", async () => {
  expect(await said((rego) => rego)).toEqual([]);
});

it("shows an error of OPA at the expression that its row was written for", async () => {
  const [found, ...others] = await said((rego) => rego.replace("startswith(", "begins_with("));
  expect(found).toMatch(/^BYL1126 5:3 .*rego_type_error: undefined function begins_with/);
  expect(others).toEqual([]);
});

it("shows one that is at no expression at the rule", async () => {
  const [found] = await said((rego) => rego.replace('contains "the owner" if', "contains owner if"));
  expect(found).toMatch(/^BYL1126 11:\d+ .*rego_unsafe_var_error: var owner is unsafe/);
});

it("shows one that is in no rule of the policy at the head of the module", async () => {
  const [found] = await said((rego) => `${rego}\nother := missing\n`);
  expect(found).toMatch(/^BYL1126 1:1 .*rego_unsafe_var_error/);
});
