import { fileURLToPath } from "node:url";
import { createCompiler } from "@bylaw/compiler";
import { beforeAll, describe, expect, it } from "vitest";
import "../../src/setup.ts";
import { accessMatrix, attachArtefact, decisionTable } from "../../src/index.ts";
import labels from "../policies/required-labels.ts";
import tenants from "../policies/tenants.ts";

const compiler = createCompiler();

beforeAll(() => {
  for (const [name, policy] of [
    ["required-labels", labels],
    ["tenants", tenants],
  ] as const) {
    const entry = fileURLToPath(new URL(`../policies/${name}.ts`, import.meta.url));
    const compilation = compiler.compile({ entry });
    if (!compilation.ok) throw new Error(`${name} does not compile`);
    attachArtefact(policy, compilation.policy);
  }
});

const failure = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "it passed",
    (error: unknown) => (error instanceof Error ? error.message : "no error"),
  );

const review = (given: Record<string, string>) => ({
  review: {
    uid: "1",
    kind: { group: "", version: "v1", kind: "Namespace" },
    resource: { group: "", version: "v1", resource: "namespaces" },
    operation: "CREATE",
    userInfo: {},
    object: { apiVersion: "v1", kind: "Namespace", metadata: { name: "a", labels: given } },
  },
  parameters: { labels: ["owner"] },
});
const by = "every required label is present";

describe("toViolate", () => {
  it("passes by rule and message, and fails with what was found and the smallest input", async () => {
    await expect(labels).toViolate(review({}), { by, msg: "owner" });
    await expect(labels).toViolate(review({}), { msg: /owner$/ });
    await expect(labels).not.toViolate(review({ owner: "shop" }));
    const message = await failure(expect(labels).toViolate(review({ team: "x" }), { msg: "cost-centre" }));
    expect(message).toContain('expected: violate with "cost-centre"');
    expect(message).toContain("found: ");
    // What the rules do not need for it is gone.
    expect(message).toContain("await expect(policy).toDeny(");
    expect(message.split("case file:")[1]).not.toContain("team");
  });

  it("is no matcher for a policy that allows and denies", async () => {
    expect(await failure(expect(tenants).toViolate({}))).toContain("write toDeny");
  });
});

describe("decisionTable", () => {
  it("names every case that is not as expected", async () => {
    const message = await failure(
      decisionTable(labels, [
        { name: "with its label", input: review({ owner: "shop" }), decision: "allow" },
        { name: "without", input: review({}), decision: "allow" },
        { name: "with another", input: review({ team: "x" }), decision: "violate", by },
        { name: "again without", input: review({}), decision: "allow" },
      ]),
    );
    expect(message).toContain("2 of 4 cases");
    expect(message).toContain("again without");
    expect(message).not.toContain("with another\n");
  });

  it("fails without cases", async () => {
    expect(await failure(decisionTable(labels, []))).toContain("no cases");
  });
});

describe("accessMatrix", () => {
  const matrix = {
    principals: { "with owner": { owner: "shop" }, "without labels": {} },
    actions: { create: "CREATE", update: "UPDATE" },
    resources: { namespace: "Namespace" },
    input: (given: Record<string, string>, operation: string) => ({
      ...review(given),
      review: { ...review(given).review, operation },
    }),
  };

  it("says for each who may do what", async () => {
    expect(await accessMatrix(labels, matrix)).toBe(
      "with owner · namespace · create: allow, update: allow\nwithout labels · namespace · create: deny, update: deny",
    );
  });

  it("fails when there is nobody in it", async () => {
    expect(await failure(accessMatrix(labels, { ...matrix, principals: {} }))).toContain("no principals");
  });
});
