import {
  denyHasReason,
  enginesAgree,
  failsClosed,
  irrelevantFields,
  listOrderAndDuplicates,
  total,
} from "@bylaw/test-runner";
import fc from "fast-check";
import { type StatementParts, withDocument, withDocumentInModule, withUnreadDocument } from "./plans.ts";

const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const branch = "repo:example-org/shop:ref:refs/heads/main";

/** Plans with a document of up to two statements, as the data source has them. */
const plans = (statement: fc.Arbitrary<StatementParts>) =>
  fc
    .tuple(
      fc.constantFrom(withDocument, withDocumentInModule, withUnreadDocument),
      fc.array(statement, { maxLength: 2 }),
    )
    .map(([make, statements]) => make(...statements)) as fc.Arbitrary<never>;

const permissions = fc.record({
  sid: fc.constantFrom("", "Deploy"),
  effect: fc.constantFrom("Allow", "Allow", "Deny"),
  actions: fc.subarray(["*", "s3:GetObject", "sts:GetCallerIdentity"]),
  resources: fc.subarray(["*", "arn:aws:s3:::a", "arn:aws:kms:eu-west-1:123456789012:key/*"]),
  not_actions: fc.constantFrom(null, null, null, ["iam:*"]),
});
const trust = fc.record({
  sid: fc.constantFrom("", "Deploy"),
  effect: fc.constantFrom("Allow", "Allow", "Deny"),
  principals: fc
    .subarray([provider, "ec2.amazonaws.com"], { minLength: 1 })
    .map((identifiers) => [{ type: "Federated", identifiers }]),
  condition: fc
    .tuple(
      fc.subarray([branch, "repo:example-org/shop:ref:refs/heads/next", "repo:example-org/*"]),
      fc.constantFrom("StringEquals", "StringEquals", "StringLike"),
    )
    .map(([values, test]) => [
      {
        test: "StringEquals",
        variable: "token.actions.githubusercontent.com:aud",
        values: ["sts.amazonaws.com"],
      },
      { test, variable: "token.actions.githubusercontent.com:sub", values },
    ]),
});

const ofDocuments = [
  enginesAgree.of(),
  total.of(),
  failsClosed.of(),
  denyHasReason.of(),
  listOrderAndDuplicates.of(),
  irrelevantFields.of({
    fields: [
      "format_version",
      "prior_state.values.root_module.resources[*].name",
      "prior_state.values.root_module.resources[*].values.statement[*].sid",
    ],
  }),
];

/** What is claimed of the policies, by their files. */
export const properties = {
  plan: {
    run: {},
    stated: [
      enginesAgree.of(),
      total.of(),
      failsClosed.of(),
      denyHasReason.of(),
      listOrderAndDuplicates.of(),
      irrelevantFields.of({
        fields: [
          "format_version",
          "terraform_version",
          "resource_changes[*].module_address",
          "resource_changes[*].name",
          "resource_changes[*].provider_name",
          "resource_changes[*].action_reason",
          "resource_changes[*].change.before",
        ],
      }),
    ],
  },
  iam: { run: { inputs: plans(permissions) }, stated: ofDocuments },
  github: { run: { inputs: plans(trust) }, stated: ofDocuments },
};
