import { agreement } from "@bylaw/test-runner";
import fc from "fast-check";
import { expect, it } from "vitest";
import policy from "../policies/default-deny.ts";
import { objectReview } from "./reviews.ts";
import { kinds, workloadReview } from "./workloads.ts";

const by = "the namespace denies by default";
const parameters = { directions: ["Ingress", "Egress"] };
const deniesAll = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

const inventory = (...specs: readonly object[]) => ({
  inventory: {
    namespace: {
      shop: {
        "networking.k8s.io/v1": {
          NetworkPolicy: Object.fromEntries(specs.map((spec, index) => [`policy-${index}`, { spec }])),
        },
      },
    },
  },
});
const pod = { review: objectReview("v1/Pod", { spec: { containers: [] } }), parameters };
const deployment = { review: { ...workloadReview("Deployment", {}), namespace: "shop" }, parameters };
const namespace = (operation: string) => ({
  review: objectReview("v1/Namespace", { metadata: { name: "shop" } }, { operation, namespace: "" }),
  parameters,
});

it("nothing runs in a namespace that is open", async () => {
  await expect(policy).toAllow(pod, { data: inventory(deniesAll) });
  await expect(policy).toDeny(pod, { by, data: inventory() });
  await expect(policy).toDeny(pod, { by, data: { inventory: { namespace: {} } } });
  await expect(policy).toDeny(pod, { by, data: { inventory: { namespace: { shop: {} } } } });
  await expect(policy).toDeny(pod, { by, data: { inventory: {} } });
});

it.each(kinds)("no %s is created in a namespace that is open", async (kind) => {
  const given = { review: { ...workloadReview(kind, {}), namespace: "shop" }, parameters };
  await expect(policy).toAllow(given, { data: inventory(deniesAll) });
  await expect(policy).toDeny(given, { by, data: inventory() });
});

it("a namespace is created open, and found by the audit until it is closed", async () => {
  await expect(policy).toAllow(namespace("CREATE"), { data: inventory() });
  await expect(policy).toDeny(namespace(""), { by, data: inventory() });
  await expect(policy).toDeny(namespace("UPDATE"), { by, data: inventory() });
  await expect(policy).toAllow(namespace(""), { data: inventory(deniesAll) });
});

it.each([
  [
    "two policies, one a direction",
    [{ policyTypes: ["Ingress"] }, { podSelector: {}, policyTypes: ["Egress"] }],
  ],
  [
    "empty lists",
    [{ ...deniesAll, podSelector: { matchLabels: {}, matchExpressions: [] }, ingress: [], egress: [] }],
  ],
  ["others beside it", [{ ...deniesAll, ingress: [{}] }, deniesAll]],
])("is closed by %s", (_, specs) => expect(policy).toAllow(pod, { data: inventory(...specs) }));

it.each([
  ["one direction", [{ podSelector: {}, policyTypes: ["Ingress"] }]],
  ["some pods, by labels", [{ ...deniesAll, podSelector: { matchLabels: { app: "web" } } }]],
  [
    "some pods, by expressions",
    [{ ...deniesAll, podSelector: { matchExpressions: [{ key: "app", operator: "Exists" }] } }],
  ],
  ["a policy that lets all in", [{ ...deniesAll, ingress: [{}] }]],
  ["a policy that lets all out", [{ ...deniesAll, egress: [{}] }]],
])("is not closed by %s", (_, specs) => expect(policy).toDeny(pod, { by, data: inventory(...specs) }));

it("lets the first namespace be created, when nothing is replicated yet", async () => {
  await expect(policy).toAllow(namespace("CREATE"), { data: { inventory: {} } });
  await expect(policy).toDeny(namespace(""), { by, data: { inventory: {} } });
});

it("asks for the directions of the constraint", () =>
  expect(policy).toAllow(
    { ...pod, parameters: { directions: ["Ingress"] } },
    { data: inventory({ podSelector: {}, policyTypes: ["Ingress"] }) },
  ));

it.each([
  ["Egress", { ...deniesAll, ingress: [{}] }],
  ["Ingress", { ...deniesAll, egress: [{}] }],
])("%s is closed by a policy that opens only the other direction", async (closed, spec) => {
  const given = (direction: string) => ({ ...pod, parameters: { directions: [direction] } });
  await expect(policy).toAllow(given(closed), { data: inventory(spec) });
  await expect(policy).toDeny(given(closed === "Egress" ? "Ingress" : "Egress"), {
    by,
    data: inventory(spec),
  });
});

it("does not concern services", () =>
  expect(policy).toAllow(
    { review: objectReview("v1/Service", { spec: {} }), parameters },
    { data: inventory() },
  ));

it("says which direction is open", () => {
  const { findings } = policy.decide(pod, { data: inventory({ policyTypes: ["Egress"] }) });
  expect(findings).toEqual([
    {
      rule: by,
      msg: "namespace shop has no network policy that denies all Ingress",
      details: { type: "Ingress" },
    },
  ]);
});

it("decides alike on all engines", () => {
  const spec = fc.record(
    {
      podSelector: fc.constantFrom({}, { matchLabels: { app: "web" } }, { matchExpressions: [] }),
      policyTypes: fc.subarray(["Ingress", "Egress"]),
      ingress: fc.constantFrom([], [{}]),
      egress: fc.constantFrom([], [{}]),
    },
    { requiredKeys: ["policyTypes"], noNullPrototype: true },
  );
  return agreement(policy, {
    runs: 500,
    inputs: fc.constantFrom(pod, deployment, namespace("CREATE"), namespace("")) as fc.Arbitrary<never>,
    data: fc.oneof(
      { arbitrary: fc.array(spec, { maxLength: 3 }).map((specs) => inventory(...specs)), weight: 9 },
      { arbitrary: fc.constant({ inventory: {} }), weight: 1 },
    ) as fc.Arbitrary<never>,
  });
});
