import { agreement, decide } from "@bylaw/test-runner";
import fc from "fast-check";
import { expect, it } from "vitest";
import policy from "../policies/plan.ts";

const plan = (type: string, actions: readonly string[], after: unknown = null) => ({
  format_version: "1.2",
  resource_changes: [
    {
      address: `${type}.main`,
      mode: "managed",
      type,
      name: "main",
      change: { actions, before: null, after },
    },
  ],
});
const block = "aws_s3_bucket_public_access_block";
const closed = { block_public_acls: true, block_public_policy: true };

it("accepts a plan that changes nothing", () => expect(policy).toAllow({ format_version: "1.2" }));

it.each([[["delete"]], [["delete", "create"]], [["create", "delete"]]])(
  "keeps a database from %j",
  (actions) =>
    expect(policy).toDeny(plan("aws_db_instance", actions), { by: "databases, keys and buckets stay" }),
);

it.each(["aws_kms_key", "aws_s3_bucket"])("keeps %s", (type) =>
  expect(policy).toDeny(plan(type, ["delete"]), { by: "databases, keys and buckets stay" }),
);

it("lets a database change", () => expect(policy).toAllow(plan("aws_db_instance", ["update"])));

it("lets go of what holds nothing", () => expect(policy).toAllow(plan("aws_lambda_function", ["delete"])));

it("accepts a bucket that is closed", () => expect(policy).toAllow(plan(block, ["create"], closed)));

it("looks at what is created, and at buckets alone", async () => {
  await expect(policy).toAllow(plan(block, ["no-op"]));
  await expect(policy).toAllow(plan("aws_lambda_function", ["create"]));
});

it("warns of names with spaces", async () => {
  const warned = [{ rule: "names have no spaces" }];
  expect(await decide(policy, plan("aws lambda", ["create"]))).toMatchObject({ warnings: warned });
  expect(await decide(policy, plan("aws_lambda", ["create"]))).toMatchObject({ warnings: [] });
});

it.each([
  ["policies", { ...closed, block_public_policy: false }],
  ["lists", { ...closed, block_public_acls: false }],
  ["what is not known yet", { block_public_acls: true }],
  ["nothing", null],
])("refuses a bucket that is open by %s", (_, after) =>
  expect(policy).toDeny(plan(block, ["create"], after), { by: "buckets are closed to the public" }),
);

it("decides alike on all engines", () => {
  const inputs = fc
    .tuple(
      fc.constantFrom(block, "aws_s3_bucket", "aws_kms_key", "aws lambda"),
      fc.subarray(["create", "delete", "update"]),
      fc.constantFrom(null, closed, { ...closed, block_public_acls: false }, { block_public_acls: "yes" }, 5),
    )
    .map(([type, actions, after]) => plan(type, actions, after));
  return agreement(policy, { runs: 2_000, inputs: inputs as fc.Arbitrary<never> });
});
