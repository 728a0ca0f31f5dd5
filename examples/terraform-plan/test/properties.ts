import {
  denyHasReason,
  enginesAgree,
  failsClosed,
  irrelevantFields,
  listOrderAndDuplicates,
  total,
} from "@bylaw/test-runner";

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
};
