import { agreement } from "@bylaw/test-runner";
import fc from "fast-check";
import { expect, it } from "vitest";
import policy from "../policies/disallowed-tags.ts";
import { objectReview } from "./reviews.ts";

const parameters = { message: "see the guide", disallowedTags: ["legacy", "insecure-v1"] };
const inventory = (labels?: Readonly<Record<string, string>>) => ({
  inventory: {
    cluster: { v1: { Namespace: { shop: { metadata: { name: "shop", ...(labels && { labels }) } } } } },
  },
});
const pod = (labels?: Readonly<Record<string, string>>) => ({
  review: objectReview("v1/Pod", {
    metadata: { name: "web", ...(labels && { labels }) },
    spec: { containers: [] },
  }),
  parameters,
});
const data = inventory({ team: "shop" });

it.each([undefined, {}, { app: "web" }, { legacy: "no" }])("accepts the labels %j", (labels) =>
  expect(policy).toAllow(pod(labels), { data }),
);

it.each([{ state: "legacy" }, { app: "web", state: "insecure-v1" }])("refuses the labels %j", (labels) =>
  expect(policy).toDeny(pod(labels), { by: "the object has no disallowed tag", data }),
);

it("looks at deployments", () =>
  expect(policy).toDeny(
    {
      review: objectReview("apps/v1/Deployment", {
        metadata: { name: "web", labels: { state: "legacy" } },
        spec: { selector: {}, template: { spec: { containers: [] } } },
      }),
      parameters,
    },
    { by: "the object has no disallowed tag", data },
  ));

it("refuses what is in a namespace with such a tag", async () => {
  const by = "its namespace has no disallowed tag";
  await expect(policy).toDeny(pod({ app: "web" }), { by, data: inventory({ state: "legacy" }) });
  await expect(policy).toDeny(pod(), { by, data: inventory({ state: "legacy" }) });
  await expect(policy).toAllow(pod(), { data: inventory() });
});

it.each([
  ["no such namespace", { inventory: { cluster: { v1: { Namespace: {} } } } }],
  ["no namespaces", { inventory: { cluster: { v1: {} } } }],
  ["nothing", { inventory: { cluster: {} } }],
])("an inventory with %s is no reason to pass", (_, given) =>
  expect(policy).toDeny(pod(), { by: "its namespace is known", data: given }),
);

it("does not concern services, whatever is known of their namespace", () =>
  expect(policy).toAllow(
    {
      review: objectReview("v1/Service", {
        metadata: { name: "web", labels: { state: "legacy" } },
        spec: {},
      }),
      parameters,
    },
    { data: { inventory: { cluster: {} } } },
  ));

it("decides alike on all engines", () => {
  const labels = fc.option(
    fc.dictionary(fc.constantFrom("app", "state"), fc.constantFrom("web", "legacy"), {
      noNullPrototype: true,
    }),
    { nil: undefined },
  );
  return agreement(policy, {
    runs: 500,
    inputs: labels.map(pod) as fc.Arbitrary<never>,
    data: fc.oneof(labels.map(inventory), fc.constant({ inventory: { cluster: {} } })) as fc.Arbitrary<never>,
  });
});
