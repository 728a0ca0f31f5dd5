import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/required-labels.ts";
import { labelledWorkloads, timeout } from "./generated-workloads.ts";
import { namespaceReview, objectReview } from "./reviews.ts";
import { kinds, workloadReview } from "./workloads.ts";

const parameters = { labels: ["owner", "data-classification"] };
const labels = { owner: "shop", "data-classification": "internal" };
const by = "every required label is present";
const inTemplates = "every required label is present in templates";

it("accepts a namespace with all labels", () =>
  expect(policy).toAllow({ review: namespaceReview(labels), parameters }));

it.each([undefined, {}, { owner: "shop" }])("finds what is missing of %j", (given) =>
  expect(policy).toDeny({ review: namespaceReview(given), parameters }, { by }),
);

it.each(kinds)("a %s has them itself", async (kind) => {
  const given = (own: Readonly<Record<string, string>> | undefined) => ({
    review: workloadReview(kind, {}, { labels: kind === "Pod" ? own : labels }, { labels: own }),
    parameters,
  });
  await expect(policy).toAllow(given(labels));
  await expect(policy).toDeny(given({ owner: "shop" }), { by });
  await expect(policy).toDeny(given(undefined), { by });
});

it.each(kinds.filter((kind) => kind !== "Pod"))("the pods of a %s have them", async (kind) => {
  const given = (ofPods: Readonly<Record<string, string>> | undefined) => ({
    review: workloadReview(kind, {}, { labels: ofPods }, { labels }),
    parameters,
  });
  await expect(policy).toAllow(given(labels));
  await expect(policy).toDeny(given({ owner: "shop" }), { by: inTemplates });
  await expect(policy).toDeny(given(undefined), { by: inTemplates });
});

it.each(["apps/v1/ReplicaSet", "v1/ReplicationController"])("a %s without a template has no pods", (kind) =>
  expect(policy).toAllow({
    review: objectReview(kind, { metadata: { name: "web", labels }, spec: { selector: {} } }),
    parameters,
  }),
);

it("says which labels are missing, and where", () => {
  const given = workloadReview("Deployment", {}, { labels }, { labels: { owner: "shop" } });
  expect(policy.decide({ review: given, parameters }).findings).toEqual([
    { rule: by, msg: "missing label data-classification", details: { label: "data-classification" } },
  ]);
  const ofPods = workloadReview(
    "Deployment",
    {},
    { labels: { "data-classification": "public" } },
    { labels },
  );
  expect(policy.decide({ review: ofPods, parameters }).findings).toEqual([
    { rule: inTemplates, msg: "missing label owner of its pods", details: { label: "owner" } },
  ]);
});

it("does not concern services", () =>
  expect(policy).toAllow({ review: objectReview("v1/Service", { spec: {} }), parameters }));

it("is malformed when the labels are a list", () =>
  expect(policy).toDeny(
    { review: objectReview("v1/Namespace", { metadata: { labels: ["owner"] } }), parameters },
    { by: "malformed input" },
  ));

it("decides alike on all engines", () => agreement(policy, { runs: 500, unreached: "allow" }), timeout);

it(
  "decides alike on workloads of all kinds",
  () =>
    agreement(policy, {
      runs: 200,
      inputs: labelledWorkloads.map((review) => ({ review, parameters })) as never,
    }),
  timeout,
);
