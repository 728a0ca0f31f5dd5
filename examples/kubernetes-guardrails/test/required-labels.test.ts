import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/required-labels.ts";
import { namespaceReview, podReview, workloadReview } from "./reviews.ts";

const parameters = { labels: ["owner", "data-classification"] };
const by = "every required label is present";

it("accepts a namespace with all labels", () =>
  expect(policy).toAllow({
    review: namespaceReview({ owner: "shop", "data-classification": "internal" }),
    parameters,
  }));

it.each([undefined, {}, { owner: "shop" }])("finds what is missing of %j", (labels) =>
  expect(policy).toDeny({ review: namespaceReview(labels), parameters }, { by }),
);

it("says which labels are missing", () => {
  const { findings } = policy.decide({ review: namespaceReview({ owner: "shop" }), parameters });
  expect(findings).toEqual([
    { rule: by, msg: "missing label data-classification", details: { label: "data-classification" } },
  ]);
});

it("finds what is missing of a deployment", () =>
  expect(policy).toDeny({ review: workloadReview("apps/v1/Deployment", {}), parameters }, { by }));

it("does not concern pods", () => expect(policy).toAllow({ review: podReview({}), parameters }));

it("is malformed when the labels are a list", () =>
  expect(policy).toDeny(
    {
      review: {
        ...namespaceReview(undefined),
        object: { ...namespaceReview({}).object, metadata: { labels: ["owner"] } },
      },
      parameters,
    },
    { by: "malformed input" },
  ));

it("decides alike on all engines", () => agreement(policy, { runs: 1_000 }));
