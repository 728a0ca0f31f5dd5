import type { CompiledPolicy } from "@bylaw/compiler";
import type { JsonObject } from "@bylaw/engine";
import { inputsOf } from "@bylaw/test-runner";
import fc from "fast-check";
import {
  withDocument,
  withDocumentInModule,
  withUnreadDocument,
} from "../../examples/terraform-plan/test/plans.ts";
import type { Example } from "./examples.ts";

const some = (...values: readonly string[]) => fc.option(fc.subarray([...values]), { nil: null });
const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const main = "repo:example-org/shop:ref:refs/heads/main";

const condition = fc.record({
  test: fc.constantFrom("StringEquals", "StringLike"),
  variable: fc.constantFrom("aud", "sub").map((name) => `token.actions.githubusercontent.com:${name}`),
  values: some("sts.amazonaws.com", main, "repo:example-org/*"),
});
const statement = fc.record({
  effect: fc.constantFrom("Allow", "Deny", ""),
  actions: fc.subarray(["*", "s3:GetObject", "ecr:GetAuthorizationToken"]),
  not_actions: some("iam:*"),
  resources: some("*", "arn:aws:s3:::shop/*", "arn:aws:kms:*:*:key/*"),
  not_resources: some("arn:aws:s3:::a"),
  principals: fc
    .subarray([provider, "ec2.amazonaws.com"])
    .map((identifiers) => [{ type: "Federated", identifiers }]),
  condition: fc.array(condition, { maxLength: 4 }),
});
const documents = fc
  .tuple(
    fc.constantFrom(withDocument, withDocumentInModule, withUnreadDocument),
    fc.array(statement, { maxLength: 2 }),
  )
  .map(([make, statements]) => make(...statements) as JsonObject);

/** Plans by the policy's types and literals, and such with IAM's documents in them. */
export function generatedPlans({ native }: Example, policy: CompiledPolicy): fc.Arbitrary<JsonObject> {
  return fc.oneof(inputsOf(native, policy, {}) as fc.Arbitrary<JsonObject>, documents);
}
