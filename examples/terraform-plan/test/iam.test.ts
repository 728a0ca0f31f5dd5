import { agreement } from "@bylaw/test-runner";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import policy from "../policies/iam.ts";
import {
  planFile,
  type StatementParts,
  withDocument,
  withDocumentInModule,
  withUnreadDocument,
} from "./plans.ts";

type Rule =
  | "keys are named"
  | "no statement permits all but some"
  | "no statement permits every action"
  | "no statement reaches every resource";

const key = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000001";
const reads = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::shop/*"] };

it("accepts a plan that names what it permits", () => expect(policy).toAllow(planFile("deployer")));

it.each(["no statement reaches every resource", "keys are named", "policies are made by documents"] as const)(
  "refuses a plan that is too wide: %s",
  (by) => expect(policy).toDeny(planFile("deployer-too-wide"), { by }),
);

describe.each([
  ["a document", withDocument],
  ["one of a module", withDocumentInModule],
  ["one that is not read yet", withUnreadDocument],
] as const)("%s", (_, plan) => {
  it.each<[string, StatementParts]>([
    ["actions and resources by name", reads],
    ["a denial of everything", { effect: "Deny", actions: ["*"], resources: ["*"] }],
    [
      "a denial of all but some",
      { effect: "Deny", not_actions: ["iam:*"], not_resources: ["arn:aws:s3:::a"] },
    ],
    ["a denial of every key", { effect: "Deny", actions: ["kms:*"], resources: ["arn:aws:kms:*:*:key/*"] }],
    ["one action that has no resource", { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] }],
    ["several of them", { actions: ["sts:GetCallerIdentity", "ec2:DescribeRegions"], resources: ["*"] }],
    ["a key", { actions: ["kms:Decrypt"], resources: [key] }],
    ["resources that are not known yet", { actions: ["kms:Decrypt"], resources: null }],
  ])("permits %s", (_, statement) => expect(policy).toAllow(plan(statement)));

  it.each<[Rule, StatementParts]>([
    ["no statement permits every action", { ...reads, actions: ["s3:GetObject", "*"] }],
    ["no statement permits every action", { ...reads, effect: "", actions: ["*"] }],
    ["no statement permits all but some", { ...reads, actions: [], not_actions: ["iam:*"] }],
    ["no statement permits all but some", { ...reads, resources: null, not_resources: ["arn:aws:s3:::a"] }],
    ["no statement reaches every resource", { ...reads, resources: ["*"] }],
    [
      "no statement reaches every resource",
      { actions: ["ecr:GetAuthorizationToken", "ecr:PutImage"], resources: ["*"] },
    ],
    ["keys are named", { actions: ["kms:Decrypt"], resources: ["arn:aws:kms:*:*:key/*"] }],
    ["keys are named", { actions: ["kms:Decrypt"], resources: [key, "arn:aws:kms:eu-central-1:1:*"] }],
    ["keys are named", { actions: ["kms:Decrypt"], resources: ["arn:aws-cn:kms:x:1:key/?"] }],
  ])("%s", (by, statement) => expect(policy).toDeny(plan(reads, statement), { by }));
});

describe("policies as text", () => {
  const text = '{"Statement":[]}';
  const change = (type: string, after: object) => ({
    ...withDocument(reads),
    resource_changes: [
      {
        address: `${type}.one`,
        mode: "managed",
        type,
        name: "one",
        change: { actions: ["create"], before: null, after },
      },
    ],
  });

  it.each(["aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy"])(
    "of an %s come from a document",
    async (type) => {
      await expect(policy).toAllow(change(type, { policy: "{}" }));
      await expect(policy).toDeny(change(type, { policy: text }), { by: "policies are made by documents" });
    },
  );

  it("of a role come from a document", async () => {
    await expect(policy).toAllow(change("aws_iam_role", { assume_role_policy: "{}" }));
    await expect(policy).toDeny(change("aws_iam_role", { assume_role_policy: text }), {
      by: "trust is made by documents",
    });
  });

  it("may be known later: then their document is among the changes", async () => {
    await expect(policy).toAllow(change("aws_iam_policy", { name: "one" }));
    await expect(policy).toAllow(change("aws_iam_role", { name: "one" }));
  });

  it("of other resources are their own business", async () => {
    await expect(policy).toAllow(change("aws_sqs_queue_policy", { policy: text }));
    await expect(policy).toAllow(change("example_role", { assume_role_policy: text }));
  });
});

it("refuses a document that it cannot read", async () => {
  const plan = withDocument();
  const [resource] = plan.prior_state.values.root_module.resources;
  const broken = { ...resource, values: { json: "{}", statement: [{ actions: "*" }] } };
  await expect(policy).toDeny(
    { ...plan, prior_state: { values: { root_module: { resources: [broken] } } } },
    { by: "documents can be read" },
  );
});

it("decides alike on all engines", () => {
  const texts = (...values: readonly string[]) => fc.option(fc.subarray([...values]), { nil: null });
  const statement = fc.record({
    effect: fc.constantFrom("Allow", "Deny", ""),
    actions: fc.subarray(["*", "s3:GetObject", "ecr:GetAuthorizationToken"]),
    not_actions: texts("iam:*"),
    resources: texts("*", key, "arn:aws:kms:*:*:key/*"),
    not_resources: texts("arn:aws:s3:::a"),
  });
  const after = fc.constantFrom({ policy: "{}" }, { assume_role_policy: "x" }, { policy: "x" }, {}, null);
  const inputs = fc
    .tuple(
      fc.constantFrom(withDocument, withDocumentInModule, withUnreadDocument),
      fc.array(statement, { maxLength: 3 }),
      fc.array(fc.tuple(fc.constantFrom("aws_iam_policy", "aws_iam_role", "aws_s3_bucket"), after), {
        maxLength: 2,
      }),
      fc.boolean(),
    )
    .map(([make, statements, changes, broken]) => {
      const plan = make(...statements);
      const document = {
        address: "data.aws_iam_policy_document.two",
        mode: "data",
        type: "aws_iam_policy_document",
        name: "two",
        change: { actions: ["read"], after: { statement: 5 } },
      };
      return {
        ...plan,
        resource_changes: [
          ...("resource_changes" in plan ? plan.resource_changes : []),
          ...(broken ? [document] : []),
          ...changes.map(([type, given]) => ({
            address: `${type}.one`,
            mode: "managed",
            type,
            name: "one",
            change: { actions: ["create"], after: given },
          })),
        ],
      };
    });
  return agreement(policy, { runs: 500, inputs: inputs as fc.Arbitrary<never> });
});
