import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPolicyRepo, type FileResult, type PolicyRepo, resultsOf } from "./policy-repo.ts";

const policy = `
import { envoyPolicy } from "@bylaw/dsl/envoy";
import { open } from "./open.ts";

export default envoyPolicy({
  package: "shop.authz",
  allow: {
    "health checks are open": (input) => input.attributes.request.http.path === open,
  },
  deny: {
    "nothing is deleted": (input) => input.attributes.request.http.method === "DELETE",
  },
});
`;

const request = `
export const request = (path: string, method = "GET") => ({
  attributes: {
    source: { address: { socketAddress: { address: "10.1.2.3" } } },
    destination: { address: { socketAddress: { address: "10.1.9.9" } } },
    request: {
      time: { seconds: 1795514400 },
      http: { id: "1", method, headers: {}, path, host: "shop", scheme: "https", protocol: "HTTP/2" },
    },
  },
  parsed_path: path.slice(1).split("/"),
  parsed_query: {},
  version: { ext_authz: "v3", encoding: "protojson" },
});
`;

const imports = `
import { expect, it } from "vitest";
import { request } from "./request.ts";
`;

const files = {
  "policies/open.ts": 'export const open = "/healthz";\n',
  "policies/authz.ts": policy,
  // The compiler refuses a clock that is not the decision's own.
  "policies/refused.ts": policy.replace("path === open", "path === open && new Date().getHours() > 8"),
  "policies/named.ts": `${policy.replace("export default", "const named =")}\nexport { named as default };\n`,
  "test/request.ts": request,
  "test/passing.test.ts": `${imports}
import { agreement, artefactOf, decide } from "@bylaw/test-runner";
import policy from "../policies/authz.ts";

it("allows by a rule", async () => {
  await expect(policy).toAllow(request("/healthz"), { by: "health checks are open" });
});
it("denies by a rule", async () => {
  await expect(policy).toDeny(request("/healthz", "DELETE"), { by: "nothing is deleted" });
});
it("has its Rego", async () => {
  expect(artefactOf(policy).rego).toContain("package shop.authz");
  expect(await decide(policy, request("/healthz"))).toMatchObject({ allow: true });
});
it("agrees", () => agreement(policy, { runs: 60 }));
`,
  "test/named.test.ts": `${imports}
import policy from "../policies/named.ts";

it("allows by a rule", async () => {
  await expect(policy).toAllow(request("/healthz"), { by: "health checks are open" });
});
`,
  "test/failing.test.ts": `${imports}
import policy from "../policies/authz.ts";

it("expects too much", async () => {
  await expect(policy).toAllow(request("/healthz", "DELETE"));
});
it("expects another rule", async () => {
  await expect(policy).toDeny(request("/"), { by: "nothing is deleted" });
});
it("names a rule that is not there", async () => {
  await expect(policy).not.toAllow(request("/"), { by: "health checks are closed" as never });
});
`,
  "test/unfit.test.ts": `${imports}
import { agreement, check } from "@bylaw/test-runner";
import fc from "fast-check";
import policy from "../policies/authz.ts";

const claim = { name: "hasteful", claim: "none", inputs: "any" } as const;
const few = { runs: 40 };

it("has a property that throws", () =>
  check(policy, { ...claim, check: () => { throw new Error("no such tenant"); } }, few));
it("has inputs that a filter takes away", () => agreement(policy, { inputs: fc.string().filter(() => false) }));
it("has properties whose inputs a filter takes away", () =>
  check(policy, { ...claim, check: () => ({ kind: "holds" }) }, { ...few, inputs: fc.string().filter(() => false) }));
it("is run all the same", async () => {
  await expect(policy).toAllow(request("/healthz"));
});
`,
  "test/refused.test.ts": `${imports}
import policy from "../policies/refused.ts";

it("is never run", async () => {
  await expect(policy).toAllow(request("/healthz"));
});
`,
};

describe("a policy repo with the plugin", () => {
  let repo: PolicyRepo;
  let results: ReadonlyMap<string, FileResult>;

  beforeAll(async () => {
    repo = await createPolicyRepo(files);
    const vitest = await repo.start({ watch: false });
    results = resultsOf(vitest);
    await vitest.close();
  });
  afterAll(() => repo.remove());

  it("gives tests the compiled policy and the matchers", () => {
    const { passed, messages } = results.get("passing.test.ts") ?? {};
    expect(messages).toBe("");
    expect(passed).toEqual(["allows by a rule", "denies by a rule", "has its Rego", "agrees"]);
  });

  it("knows a default export by another name", () => {
    expect(results.get("named.test.ts")).toMatchObject({ passed: ["allows by a rule"], messages: "" });
  });

  it("says what was expected, what was decided and by which rule", () => {
    const { failed, messages } = results.get("failing.test.ts") ?? {};
    expect(failed).toEqual(["expects too much", "expects another rule", "names a rule that is not there"]);
    expect(messages).toContain("expected: allow");
    expect(messages).toContain(
      'decided:  deny (allowed by "health checks are open"; denied by "nothing is deleted")',
    );
    expect(messages).toContain('expected: deny by "nothing is deleted"');
    expect(messages).toContain("decided:  deny (no rule allows it)");
    expect(messages).toContain('the policy has no rule "health checks are closed"');
  });

  it("names what is unfit, and runs the other tests", () => {
    const { passed, failed, messages } = results.get("unfit.test.ts") ?? {};
    expect(passed).toEqual(["is run all the same"]);
    expect(failed).toHaveLength(3);
    expect(messages).toContain("the property hasteful threw: no such tenant");
    expect(messages).toContain("input: {");
    expect(messages?.match(/the generator of inputs drew 1,000,000 random numbers/g)).toHaveLength(2);
  });

  it("fails the test file of a policy that does not compile, with the compiler's words", () => {
    const { passed, failed, messages } = results.get("refused.test.ts") ?? {};
    expect([passed, failed]).toEqual([[], []]);
    expect(messages).toMatch(/refused\.ts does not compile/);
    expect(messages).toMatch(/BYL\d{4}/);
    expect(messages).toContain("new Date().getHours() > 8");
  });
});

describe("how tests are run", () => {
  const countsLoads = `
import { it } from "vitest";
import { join } from "node:path";
import { appendFileSync } from "node:fs";

it("passes", () => appendFileSync(join(import.meta.dirname, "../loaded"), String(process.pid) + "\\n"));
`;
  const runWith = async (test: { readonly testTimeout?: number; readonly isolate?: boolean }) => {
    const repo = await createPolicyRepo({ "test/one.test.ts": countsLoads, "test/two.test.ts": countsLoads });
    const vitest = await repo.start({ watch: false, test });
    await vitest.close();
    const processes = new Set(readFileSync(join(repo.root, "loaded"), "utf8").trim().split("\n"));
    await repo.remove();
    return { testTimeout: vitest.config.testTimeout, processes: processes.size };
  };

  it("leaves time to compile and to build, and has files share what was loaded", async () => {
    expect(await runWith({})).toEqual({ testTimeout: 60_000, processes: 1 });
  });

  it("is as the repo says, where it says something", async () => {
    const said = { testTimeout: 1_234, isolate: true };
    expect(await runWith(said)).toEqual({ testTimeout: 1_234, processes: 2 });
  });
});

describe("in watch mode", () => {
  it("compiles a policy again when a module that it imports has changed", async () => {
    const repo = await createPolicyRepo({
      "policies/open.ts": files["policies/open.ts"],
      "policies/authz.ts": files["policies/authz.ts"],
      "test/request.ts": files["test/request.ts"],
      "test/named.test.ts": files["test/named.test.ts"].replace("named.ts", "authz.ts"),
    });
    const vitest = await repo.start({ watch: true });
    try {
      expect(resultsOf(vitest).get("named.test.ts")).toMatchObject({ failed: [] });
      await repo.write({ "policies/open.ts": 'export const open = "/livez";\n' });
      await expect
        .poll(() => resultsOf(vitest).get("named.test.ts")?.failed, { timeout: 30_000 })
        .toEqual(["allows by a rule"]);
      // Had only the TypeScript been read again, it would disagree with its Rego.
      expect(resultsOf(vitest).get("named.test.ts")?.messages).toContain(
        "decided:  deny (no rule allows it)",
      );
    } finally {
      await vitest.close();
      await repo.remove();
    }
  });
});
