import { type Shape, type ShapeProperties, t } from "@bylaw/dsl/schema";

const identifier = t.oneOf(
  "ec2.amazonaws.com",
  "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
);
const principal = { type: t.string, identifiers: t.opt(t.array(identifier)) };
const condition = {
  test: t.oneOf("StringEquals", "StringLike"),
  variable: t.oneOf("token.actions.githubusercontent.com:aud", "token.actions.githubusercontent.com:sub"),
  values: t.opt(
    t.array(t.oneOf("sts.amazonaws.com", "repo:example-org/shop:ref:refs/heads/main", "repo:a/*")),
  ),
};
const statement = {
  sid: t.opt(t.string),
  effect: t.opt(t.oneOf("Allow", "Deny", "")),
  actions: t.opt(t.array(t.oneOf("*", "s3:GetObject", "sts:GetCallerIdentity"))),
  not_actions: t.opt(t.array(t.string)),
  resources: t.opt(t.array(t.oneOf("*", "arn:aws:s3:::a", "arn:aws:kms:eu-west-1:123456789012:key/*"))),
  not_resources: t.opt(t.array(t.string)),
  principals: t.opt(t.array(t.object(principal))),
  condition: t.opt(t.array(t.object(condition))),
};
const trusting = {
  actions: t.array(t.oneOf("*", "s3:GetObject")),
  principals: t.array(t.object({ type: t.string, identifiers: t.array(identifier) })),
  condition: t.array(t.object({ ...condition, values: condition.values.optional })),
};

const anything = t.union(t.unknown, t.array(t.unknown), t.string);

/** Objects of which one property may be anything. */
function nearly(properties: ShapeProperties): Shape<unknown> {
  return t.union(
    t.unknown,
    ...Object.keys(properties).map((name) => t.object({ ...properties, [name]: anything })),
  );
}

const document = t.union(
  ...[
    t.object(statement),
    t.object(trusting),
    nearly(statement),
    nearly({ ...statement, ...trusting }),
    t.object({ ...statement, principals: t.array(nearly(principal)) }),
    t.object({ ...statement, condition: t.array(nearly(condition)) }),
  ].map((one) =>
    t.object({ statement: t.opt(t.array(one)), json: t.opt(t.union(t.oneOf("{}", "[]"), t.unknown)) }),
  ),
  anything,
);
const attributes = t.object({
  policy: t.opt(t.union(t.oneOf("{}", "[]"), t.number)),
  assume_role_policy: t.opt(t.union(t.oneOf("{}", "[]"), t.number)),
  block_public_acls: t.opt(t.boolean),
  block_public_policy: t.opt(t.boolean),
});

const mode = t.oneOf("managed", "data");
const type = t.oneOf(
  "aws_db_instance",
  "aws_iam_policy",
  "aws_iam_policy_document",
  "aws_iam_role",
  "aws_iam_role_policy",
  "aws_iam_user_policy",
  "aws_s3_bucket_public_access_block",
);
const resources = t.opt(
  t.array(t.object({ address: t.string, mode, type, name: t.string, values: t.opt(document) })),
);

/** The changes of a plan. */
export const resourceChanges = t.array(
  t.object({
    address: t.string,
    mode,
    type,
    name: t.string,
    change: t.object({
      actions: t.array(t.oneOf("create", "update", "delete")),
      after: t.opt(t.union(document, attributes)),
    }),
  }),
);

/** What was read for a plan. */
export const priorState = t.union(
  t.object({
    values: t.object({
      root_module: t.object({ resources, child_modules: t.opt(t.array(t.object({ resources }))) }),
    }),
  }),
  t.object({}),
);
