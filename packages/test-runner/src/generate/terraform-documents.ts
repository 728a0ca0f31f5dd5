import type { Json } from "@bylaw/engine";
import fc from "fast-check";

// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document: IAM's policies are
// text in a plan, and these data are what they are made of.

const actions = ["*", "s3:GetObject", "s3:*", "sts:AssumeRole", "kms:Decrypt"];
const resources = [
  "*",
  "arn:aws:s3:::a/*",
  "arn:aws:kms:eu-west-1:111122223333:key/a",
  "arn:aws:iam::111122223333:role/a",
];
const identifiers = ["*", "ec2.amazonaws.com", "arn:aws:iam::111122223333:root"];
const tests = ["StringEquals", "StringLike", "ArnLike", "Bool"];
const variables = ["aws:PrincipalOrgID", "aws:SecureTransport", "aws:SourceArn"];
const longest = 200;
const mostTexts = 60;

/**
 * Policy documents that were read for a plan, as resources of its `prior_state`.
 *
 * @param texts that a policy has: those that may stand at a place are tried there
 */
export function policyDocuments(texts: readonly string[]): fc.Arbitrary<Json> {
  const known = texts.filter((text) => text.length <= longest);
  const like = (form: RegExp, usual: readonly string[]) => {
    const own = known.filter((text) => form.test(text)).slice(0, mostTexts);
    return own.length === 0
      ? fc.constantFrom(...usual)
      : fc.oneof(fc.constantFrom(...own), fc.constantFrom(...usual));
  };
  const list = (one: fc.Arbitrary<string>) => fc.array(one, { minLength: 1, maxLength: 2 });
  const seldom = (one: fc.Arbitrary<string>) =>
    fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: list(one) });
  const action = like(/^[a-z0-9-]+:[A-Za-z*]+$|^\*$/, actions);
  const resource = like(/^arn:[^^$()]*$/, resources);
  const statement = fc.record(
    {
      sid: like(/^[A-Za-z0-9 -]{1,40}$/, ["", "Read"]),
      effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
      actions: list(action),
      resources: list(resource),
      not_actions: seldom(action),
      not_resources: seldom(resource),
      principals: fc.array(
        fc.record({
          type: fc.constantFrom("AWS", "Service", "Federated"),
          identifiers: list(like(/[./]/, identifiers)),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      condition: fc.array(
        fc.record({
          test: like(/^(String|Numeric|Date|Bool|Ip|Arn|Null)[A-Za-z]*$/, tests),
          variable: like(/^[^:/^]+:[^:/^]+$/, variables),
          values: list(like(/./, ["true", "a"])),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    },
    { requiredKeys: ["actions", "resources"], noNullPrototype: true },
  );
  return fc
    .record({
      statement: fc.array(statement, { minLength: 1, maxLength: 2 }),
      name: fc.constantFrom("this", "trust", "access"),
    })
    .map(
      ({ name, statement: all }): Json => ({
        address: `data.aws_iam_policy_document.${name}`,
        mode: "data",
        type: "aws_iam_policy_document",
        name,
        values: { id: "1", json: `{"Version":"2012-10-17","Statement":[]}`, statement: all as Json },
      }),
    );
}
