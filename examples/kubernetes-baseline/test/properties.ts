import {
  auditAndAdmissionAgree,
  denyHasReason,
  enginesAgree,
  failsClosed,
  irrelevantFields,
  listOrderAndDuplicates,
  podAndTemplates,
  total,
  updateCannotReachWhatCreateDenies,
} from "@bylaw/test-runner";
import fc from "fast-check";
import { generatedWorkloads } from "./generated-workloads.ts";

const ofEveryPolicy = [
  total.of(),
  failsClosed.of(),
  denyHasReason.of(),
  podAndTemplates.of(),
  updateCannotReachWhatCreateDenies.of(),
  auditAndAdmissionAgree.of(),
  listOrderAndDuplicates.of(),
];
/** That the engines agree is tested beside each policy. */
const stated = [
  ...ofEveryPolicy,
  irrelevantFields.of({
    fields: [
      "review.uid",
      "review.name",
      "review.namespace",
      "review.userInfo.username",
      "review.object.metadata.name",
      "review.object.metadata.namespace",
      "review.object.metadata.labels",
    ],
  }),
];
const inputs = generatedWorkloads as fc.Arbitrary<never>;
const parameters = fc.record({ paths: fc.subarray(["/var/log", "/etc"]) });
const withPaths = fc.tuple(generatedWorkloads, parameters).map(([review, given]) => ({
  ...review,
  parameters: given,
})) as fc.Arbitrary<never>;

/** Of labels more is claimed: each is looked at, whatever else the object says of itself. */
const ofLabels = [
  enginesAgree.of(),
  ...ofEveryPolicy,
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

/** What is claimed of the policies, by their files. */
export const properties = {
  "host-paths": { run: { inputs: withPaths }, stated },
  "required-labels": { run: {}, stated: ofLabels },
  resources: { run: { inputs }, stated },
  "restricted-users": { run: { inputs }, stated },
  "restricted-volumes": { run: { inputs }, stated },
};
