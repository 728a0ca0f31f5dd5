import { agreement } from "@bylaw/test-runner";
import fc from "fast-check";
import { expect, it } from "vitest";
import policy from "../policies/github.ts";
import { planFile, withDocument, withDocumentInModule, withUnreadDocument } from "./plans.ts";

const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const main = "repo:example-org/shop:ref:refs/heads/main";

const claim = (name: "aud" | "sub", test: string, ...values: readonly string[]) => ({
  test,
  variable: `token.actions.githubusercontent.com:${name}`,
  values,
});
const audience = claim("aud", "StringEquals", "sts.amazonaws.com");
const trust = (condition: readonly object[], more: object = {}) => ({
  actions: ["sts:AssumeRoleWithWebIdentity"],
  principals: [{ type: "Federated", identifiers: [provider] }],
  condition,
  ...more,
});

it("accepts trust in one branch of one repository", async () => {
  await expect(policy).toAllow(planFile("deployer"));
  const statement = trust([audience, claim("sub", "StringEquals", main)]);
  await expect(policy).toAllow(withDocument(statement));
  await expect(policy).toAllow(withUnreadDocument(statement));
});

it("finds the pattern that is dead", async () => {
  await expect(policy).toDeny(planFile("deployer-too-wide"), { by: "no pattern is dead" });
  const { findings } = policy.decide(planFile("deployer-too-wide"));
  expect(findings.map(({ rule }) => rule)).toEqual(["no pattern is dead"]);
});

it.each([
  ["nothing", []],
  ["the audience alone", [audience]],
  ["a pattern alone", [audience, claim("sub", "StringLike", "repo:example-org/shop:*")]],
  ["an operator for sets", [audience, claim("sub", "ForAnyValue:StringEquals", main)]],
  ["another claim", [audience, { ...claim("sub", "StringEquals", main), variable: "aws:PrincipalTag/sub" }]],
  ["no value", [audience, claim("sub", "StringEquals")]],
])("%s does not name who", (_, condition) =>
  expect(policy).toDeny(withDocument(trust(condition)), { by: "a repository and a branch are named" }),
);

it.each([
  ["no audience", [claim("sub", "StringEquals", main)]],
  [
    "another audience",
    [claim("aud", "StringEquals", "https://github.com/example-org"), claim("sub", "StringEquals", main)],
  ],
  [
    "an audience by pattern",
    [claim("aud", "StringLike", "sts.amazonaws.com"), claim("sub", "StringEquals", main)],
  ],
])("%s: tokens may be meant for others", (_, condition) =>
  expect(policy).toDeny(withDocument(trust(condition)), { by: "tokens are meant for AWS" }),
);

it.each([
  "repo:example-org/shop:*",
  "repo:example-org/*:ref:refs/heads/main",
  "repo:*",
  "repo:example-org/shop:pull_request",
  "repo:example-org/shop:ref:refs/tags/v1",
  "repo:example-org/shop:environment:production",
  "repo:example-org/shop:ref:refs/heads/",
  "",
])("%j is no branch of a repository", async (subject) => {
  const by = "every subject is a branch of a repository";
  await expect(policy).toDeny(withDocument(trust([audience, claim("sub", "StringEquals", subject)])), { by });
  await expect(policy).toDeny(withDocument(trust([audience, claim("sub", "StringEquals", main, subject)])), {
    by,
  });
});

it.each([
  ["that was read", withDocument],
  ["of a module", withDocumentInModule],
  ["that is not read yet", withUnreadDocument],
])("looks into a document %s", async (_, plan) => {
  const given = plan(trust([audience, claim("sub", "StringEquals", main)]), trust([]));
  await expect(policy).toDeny(given, { by: "tokens are meant for AWS" });
  await expect(policy).toDeny(given, { by: "a repository and a branch are named" });
});

it("finds GitHub among several whom a statement trusts", () => {
  const identifiers = ["arn:aws:iam::123456789012:oidc-provider/accounts.example.org", provider];
  return expect(policy).toDeny(
    withDocument(trust([], { principals: [{ type: "Federated", identifiers }] })),
    {
      by: "a repository and a branch are named",
    },
  );
});

it("a pattern alone is not dead", () =>
  expect(policy).not.toDeny(
    withDocument(trust([audience, claim("sub", "StringLike", "repo:example-org/*")])),
    {
      by: "no pattern is dead",
    },
  ));

it.each([
  ["denials", { effect: "Deny" }],
  ["services", { principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }] }],
  ["other providers", { principals: [{ type: "Federated", identifiers: [`${provider}.example.org`] }] }],
  ["permissions, which name nobody", { principals: [] }],
])("asks nothing of %s", async (_, more) => {
  await expect(policy).toAllow(withDocument(trust([], more)));
  const both = [claim("sub", "StringEquals", "repo:*"), claim("sub", "StringLike", "repo:*")];
  await expect(policy).toAllow(withDocument(trust(both, more)));
});

it("decides alike on all engines", () => {
  const condition = fc.record({
    test: fc.constantFrom("StringEquals", "StringLike"),
    variable: fc.constantFrom(audience.variable, claim("sub", "").variable),
    values: fc.option(fc.subarray(["sts.amazonaws.com", main, "repo:example-org/*"]), { nil: null }),
  });
  const statement = fc
    .tuple(
      fc.array(condition, { maxLength: 3 }),
      fc.constantFrom("Allow", "Deny"),
      fc.constantFrom(provider, "x"),
    )
    .map(([given, effect, identifier]) =>
      trust(given, { effect, principals: [{ type: "Federated", identifiers: [identifier] }] }),
    );
  const inputs = fc
    .tuple(fc.constantFrom(withDocument, withUnreadDocument), fc.array(statement, { maxLength: 2 }))
    .map(([make, statements]) => make(...statements));
  return agreement(policy, { runs: 1_000, inputs: inputs as unknown as fc.Arbitrary<never> });
});
