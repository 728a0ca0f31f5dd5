import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/ownership.ts";
import { labelledWorkloads, timeout } from "./generated-workloads.ts";
import { namespaceReview } from "./reviews.ts";
import { kinds, workloadReview } from "./workloads.ts";

type Labels = Readonly<Record<string, string>>;

const labels = { owner: "team-shop", "data-classification": "internal" };

it.each(["public", "internal", "confidential", "restricted"])("accepts data that is %s", (classification) =>
  expect(policy).toAllow({ review: namespaceReview({ ...labels, "data-classification": classification }) }),
);

it.each([
  undefined,
  {},
  { ...labels, owner: "shop" },
  { ...labels, owner: "team-" },
  { ...labels, owner: "" },
])("finds no team in %j", (given) =>
  expect(policy).toDeny({ review: namespaceReview(given) }, { by: "a team owns it" }),
);

it.each([undefined, { owner: "team-shop" }, { ...labels, "data-classification": "secret" }])(
  "finds no classification in %j",
  (given) => expect(policy).toDeny({ review: namespaceReview(given) }, { by: "its data is classified" }),
);

it.each(kinds)("looks at a %s", async (kind) => {
  const given = (own: Labels) => ({
    review: workloadReview(kind, {}, { labels: kind === "Pod" ? own : labels }, { labels: own }),
  });
  await expect(policy).toAllow(given(labels));
  await expect(policy).toDeny(given({ ...labels, owner: "shop" }), { by: "a team owns it" });
  await expect(policy).toDeny(given({ owner: "team-shop" }), { by: "its data is classified" });
});

it.each(kinds.filter((kind) => kind !== "Pod"))("looks at the pods of a %s", async (kind) => {
  const given = (ofPods: Labels) => ({ review: workloadReview(kind, {}, { labels: ofPods }, { labels }) });
  await expect(policy).toAllow(given(labels));
  await expect(policy).toDeny(given({ ...labels, owner: "shop" }), { by: "a team owns its pods" });
  await expect(policy).toDeny(given({ owner: "team-shop" }), { by: "the data of its pods is classified" });
});

it("decides alike on all engines", () => agreement(policy, { runs: 500, unreached: "allow" }), timeout);

it(
  "decides alike on workloads of all kinds",
  () => agreement(policy, { runs: 200, inputs: labelledWorkloads.map((review) => ({ review })) as never }),
  timeout,
);
