import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/ownership.ts";
import { namespaceReview, objectReview } from "./reviews.ts";

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

it("looks at deployments", async () => {
  const spec = { selector: {}, template: { spec: { containers: [] } } };
  const deployment = (metadata: object) => ({
    review: objectReview("apps/v1/Deployment", { metadata, spec }),
  });
  await expect(policy).toAllow(deployment({ name: "web", labels }));
  await expect(policy).toDeny(deployment({ name: "web" }), { by: "a team owns it" });
});

it("decides alike on all engines", () => agreement(policy, { runs: 600, unreached: "allow" }));
