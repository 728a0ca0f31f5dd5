import {
  auditAndAdmissionAgree,
  denyHasReason,
  enginesAgree,
  everyContainerCounts,
  failsClosed,
  irrelevantFields,
  listOrderAndDuplicates,
  podAndTemplates,
  subresourcesDoNotBypass,
  total,
  updateCannotReachWhatCreateDenies,
} from "@bylaw/test-runner";

const ofEveryPolicy = [
  enginesAgree.of(),
  total.of(),
  failsClosed.of(),
  denyHasReason.of(),
  updateCannotReachWhatCreateDenies.of(),
  auditAndAdmissionAgree.of(),
  listOrderAndDuplicates.of(),
  irrelevantFields.of({
    fields: [
      "review.uid",
      "review.name",
      "review.namespace",
      "review.dryRun",
      "review.userInfo.username",
      "review.object.metadata.annotations",
      "review.object.metadata.namespace",
      "review.object.metadata.name",
    ],
  }),
];
const ofPods = [podAndTemplates.of(), subresourcesDoNotBypass.of(), everyContainerCounts.of()];

/** What is claimed of the policies, by their files. */
export const properties = {
  guardrails: { run: {}, stated: [...ofEveryPolicy, ...ofPods] },
  images: { run: {}, stated: [...ofEveryPolicy, ...ofPods] },
  "required-labels": { run: {}, stated: ofEveryPolicy },
};
