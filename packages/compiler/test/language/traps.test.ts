import { checkRego, createEngine, findOpa } from "@bylaw/engine";
import type { Json } from "@bylaw/engine/values";
import { describe, expect, it } from "vitest";
import type { CompiledPolicy, Diagnostic } from "../../src/index.ts";
import { formatDiagnostics } from "../../src/index.ts";
import { compileTexts, policyWith } from "../fixtures/sources.ts";

// Mistakes that published Rego policies have: here they cannot be written, or are told.

function compiledText(text: string): CompiledPolicy & { readonly warnings: readonly Diagnostic[] } {
  const found = compileTexts({ "trap.ts": text });
  if (!found.ok) throw new Error(formatDiagnostics(found.diagnostics));
  return { ...found.policy, warnings: found.diagnostics };
}

function codes(text: string): readonly string[] {
  return compileTexts({ "trap.ts": text }).diagnostics.map(({ code }) => code);
}

async function asked(
  { rego, entrypoint }: CompiledPolicy,
  inputs: readonly Json[],
): Promise<readonly Json[]> {
  const engine = await createEngine("opa", { modules: { "policy.rego": rego } }, [entrypoint], {
    opa: await findOpa(),
  });
  const outcomes = await engine.evaluate(inputs.map((input) => ({ path: entrypoint, input, now: 0n })));
  await engine.close();
  return outcomes.map((outcome) => (outcome.kind === "defined" ? outcome.value : outcome.kind));
}

const header = (value: string) => `input.attributes.request.http.headers["x-a"] ${value}`;

describe("what published policies get wrong", () => {
  it("the syntax of Rego before 1.0: what is written is that of today, checked strictly", async () => {
    const { rego } = compiledText(policyWith(header('=== "a"')));
    expect(await checkRego(await findOpa(), { modules: { "policy.rego": rego } })).toEqual([]);
    const before = rego.replaceAll(" if ", " ").replaceAll(" contains ", " ");
    expect(await checkRego(await findOpa(), { modules: { "policy.rego": before } })).not.toEqual([]);
  });

  it("two packages in one module: there is one export, and one name in it", () => {
    const one = policyWith("true");
    const second = 'export default envoyPolicy({ package: "test.two", allow: { rule: () => true } });\n';
    expect(codes(one + second)).toContain("TS2528");
    expect(codes(one.replace("test.one", "test.one\\npackage test.two"))).toEqual(["BYL1007"]);
  });

  it("a comparison with a path that may be absent: the object is not let through", async () => {
    const policy = compiledText(`import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { imageReference } from "@bylaw/dsl/image";
import { t } from "@bylaw/dsl/schema";
export default gatekeeperPolicy({
  kind: "K8sDisallowedTags",
  match: ["v1/Pod"],
  parameters: t.object({ tags: t.array(t.string) }),
  data: t.object({ inventory: t.object({ cluster: t.opt(t.map(t.map(t.map(t.object({ metadata: t.object({ labels: t.opt(t.map(t.string)) }) }))))) }) }),
  violation: {
    *"no disallowed tag"({ review, parameters }, data) {
      const namespace = data.inventory.cluster?.["v1"]?.["Namespace"]?.[review.object.metadata.namespace ?? ""];
      if (namespace?.metadata.labels?.["tags"] === "any") return;
      for (const { name, image } of review.object.spec.containers) {
        const tag = imageReference(image ?? "")?.tag ?? "latest";
        if (parameters.tags.includes(tag)) yield { msg: \`\${name} has the tag \${tag}\` };
      }
    },
  },
});
`);
    const pod = (spec: Json): Json => ({
      parameters: { tags: ["latest"] },
      review: {
        kind: { group: "", version: "v1", kind: "Pod" },
        operation: "CREATE",
        object: { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec },
      },
    });
    const found = await asked(policy, [
      pod({ containers: [{ name: "a", image: "nginx" }] }),
      pod({ containers: [{ name: "a", image: "nginx:1.2" }] }),
      pod({}),
      pod({ containers: [{ name: "a", image: 5 }] }),
    ]);
    // An inventory that is not there is a path that cannot be read, too: it is said, and hides nothing.
    expect(
      found.slice(0, 2).map((findings) => JSON.stringify(findings).includes("has the tag latest")),
    ).toEqual([true, false]);
    for (const at of [2, 3])
      expect(JSON.stringify(found[at])).toContain("malformed input: input.review.object.spec");
  });

  it("the wrong index in a SPIFFE ID: its parts have names", () => {
    const asks = (part: string) =>
      policyWith(
        `caller(input)?.${part} === "prod"`,
        `import { spiffeId } from "@bylaw/dsl/spiffe";
const caller = (input: EnvoyInput) =>
  spiffeId(input.attributes.source.principal ?? "", "spiffe://company.com/ns/{environment}/sa/{service}");`,
      );
    expect(codes(asks("environment"))).toEqual([]);
    expect(codes(asks("enviroment"))).toEqual(["TS2551"]);
    expect(codes(asks("[3]"))).toEqual(["TS7053"]);
  });

  it("a condition that can never hold is told", () => {
    const principal = "input.attributes.source.principal";
    const dead = `${principal} === "repo:org/app:ref:refs/heads/main" && ${principal}.startsWith("repo:other/")`;
    expect(compiledText(policyWith(dead)).warnings.map(({ code }) => code)).toEqual(["BYL1158"]);
  });

  it.each([
    ["x === 'repo:org/app:main' && x.startsWith('repo:org/')", 1],
    ["x.startsWith('repo:org/') && x.startsWith('repo:')", 1],
    ["x.endsWith('/main') && x.includes('main')", 1],
    ["['a', 'b'].includes(x) && ['a', 'b', 'c'].includes(x)", 1],
    ["x.startsWith('repo:org/') && x.endsWith(':main')", 0],
    ["x.startsWith('repo:') && x !== 'repo:a'", 0],
    ["x.startsWith('repo:') || x === 'repo:a'", 0],
  ])("a condition that another one settles is told: %s", (condition, count) => {
    const { warnings } = compiledText(
      policyWith(
        "ask(input.attributes.request.http.path)",
        `const ask = (x: string): boolean => ${condition};`,
      ),
    );
    expect(warnings.map(({ code }) => code)).toEqual(Array.from({ length: count }, () => "BYL1160"));
  });

  it("a rule that holds only where another one does is told, once", () => {
    const rules = (second: string) => `import { envoyPolicy } from "@bylaw/dsl/envoy";
export default envoyPolicy({
  package: "test.rules",
  allow: {
    "any branch": (input) => input.attributes.request.http.path.startsWith("/org/"),
    second: (input) => ${second},
  },
});
`;
    const path = "input.attributes.request.http.path";
    expect(
      compiledText(rules(`${path} === "/org/a" && input.parsed_path.length > 1`)).warnings,
    ).toMatchObject([
      { code: "BYL1160", severity: "warning", message: expect.stringContaining('"any branch"') },
    ]);
    expect(compiledText(rules(`${path}.startsWith("/org/")`)).warnings).toHaveLength(1);
    expect(compiledText(rules(`${path} === "/other"`)).warnings).toEqual([]);
    expect(compiledText(rules("true")).warnings).toEqual([]);
  });

  it("the negation of a field that is missing does not allow, and denies", async () => {
    const policy = compiledText(`import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";
export default policy({
  package: "test.negated",
  input: t.object({ user: t.object({ flags: t.object({ suspended: t.boolean }) }) }),
  allow: { "not suspended": (input) => !input.user.flags.suspended },
  deny: { suspended: (input) => input.user.flags.suspended },
});
`);
    const user = (flags: Json): Json => ({ user: { flags } });
    const inputs: Json[] = [user({ suspended: false }), user({ suspended: true }), user({}), user(null), {}];
    expect(await asked(policy, inputs)).toEqual([true, false, false, false, false]);
  });
});
