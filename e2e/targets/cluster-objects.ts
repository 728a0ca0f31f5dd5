import type { CompiledPolicy } from "@bylaw/compiler";
import type { Json, JsonObject } from "@bylaw/engine";
import { inputsOf } from "@bylaw/test-runner";
import fc from "fast-check";
import { generatedWorkloads } from "../../examples/kubernetes-baseline/test/generated-workloads.ts";
import { kinds, workloadReview } from "../../examples/kubernetes-baseline/test/workloads.ts";
import type { Example } from "./examples.ts";

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const objectIn = (input: unknown) => (input as { review: { object: JsonObject } }).review.object;

const labels = fc.record(
  {
    owner: fc.constantFrom("team-a", "web"),
    "data-classification": fc.constantFrom("internal", "legacy"),
    state: fc.constantFrom("legacy", "stable"),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const meta = (namespace: string | undefined, name: string, more: object = {}) => ({
  metadata: { name, ...(namespace && { namespace }), ...more },
});
const namespaceNames = Array.from({ length: 12 }, (_, index) => `team-${index}`);
const namespaces = fc.constantFrom(...namespaceNames);
const role = fc.constantFrom(
  "",
  "arn:aws:iam::123456789012:role/team-1-orders",
  "arn:aws:iam::123456789012:role/team-2-orders",
  "arn:aws:iam::123456789012:user/ada",
);

const namespace = fc.tuple(namespaces, labels).map(([name, given]) => ({
  apiVersion: "v1",
  kind: "Namespace",
  ...meta(undefined, name, { labels: given }),
}));

/** Workloads, with labels of their own and of their pods. */
const labelled = (...some: readonly (typeof kinds)[number][]) =>
  fc.tuple(fc.constantFrom(...some), namespaces, labels, labels).map(([kind, within, ofPods, own]) => {
    const { object } = workloadReview(kind, {}, { labels: ofPods }, { labels: own });
    return { ...object, metadata: { ...object.metadata, namespace: within } };
  });

/** Objects that keep a policy as often as not, where its types alone seldom do. */
const telling: Readonly<Record<string, fc.Arbitrary<object>>> = {
  "default-deny": fc.oneof(namespace, labelled(...kinds)),
  "disallowed-tags": labelled("Deployment", "Pod"),
  ownership: fc.oneof(namespace, labelled(...kinds)),
  "required-labels": fc.oneof(namespace, labelled(...kinds)),
  "service-accounts": fc
    .tuple(fc.constantFrom("default", "orders"), namespaces, role, fc.boolean())
    .map(([name, namespace, given, automountServiceAccountToken]) => ({
      apiVersion: "v1",
      kind: "ServiceAccount",
      ...meta(namespace, name, { annotations: { "eks.amazonaws.com/role-arn": given } }),
      automountServiceAccountToken,
    })),
};

/** Objects for a policy to decide, by its types and literals, and such as keep it as often as not. */
export function clusterObjects({ name, native }: Example, policy: CompiledPolicy): fc.Arbitrary<JsonObject> {
  const byType = inputsOf(native, policy, {}).map(objectIn);
  const other = telling[name] ?? generatedWorkloads.map(objectIn);
  return fc.oneof(byType, other as fc.Arbitrary<JsonObject>);
}

const direction = fc.subarray(["Egress", "Ingress"]);
const networkPolicy = fc.record(
  {
    podSelector: fc.constantFrom({}, { matchLabels: { app: "web" } }, { matchExpressions: [] }),
    policyTypes: direction,
    ingress: fc.constantFrom([], [{}]),
    egress: fc.constantFrom([], [{}]),
  },
  { requiredKeys: ["podSelector", "policyTypes"], noNullPrototype: true },
);

/** What else is in the cluster, for policies that look around: most namespaces, and network policies in them. */
export const surroundings: fc.Arbitrary<readonly JsonObject[]> = fc
  .tuple(
    fc.subarray(namespaceNames, { minLength: namespaceNames.length / 2 }),
    fc.array(labels, { minLength: namespaceNames.length, maxLength: namespaceNames.length }),
    fc.array(fc.tuple(namespaces, networkPolicy), { maxLength: 30 }),
  )
  .map(([known, labelsOf, policies]) => [
    ...known.map((name, index) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels: labelsOf[index] ?? {} },
    })),
    ...policies.map(([namespace, spec], index) => ({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      ...meta(namespace, `policy-${index}`),
      spec,
    })),
  ]) as fc.Arbitrary<readonly JsonObject[]>;

/** Parameters that objects meet as often as not; those of a policy, by its name, without others'. */
export const parameters: Readonly<Record<string, JsonObject>> = {
  access: { administrators: ["web", "emergency"] },
  "default-deny": { directions: ["Ingress", "Egress"] },
  "disallowed-tags": { disallowedTags: ["legacy"], message: "on its way out" },
  guardrails: { hostPaths: ["/var/log"] },
  "host-paths": { paths: ["/var/log"] },
  images: { registries: ["ghcr.io", "docker.io"], disallowedTags: ["latest"] },
  "required-labels": { labels: ["owner"] },
  "service-accounts": {
    roles: Object.fromEntries(
      namespaceNames.slice(0, 8).map((name) => [name, `arn:aws:iam::123456789012:role/${name}-`]),
    ),
  },
};

/** Names as the API server takes them. */
const plainName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * An object as it may stand in a file: with a `uid`, by which findings are told apart, and without what only the API
 * server writes, since gator stops at a time that is none.
 */
export function inFile(object: JsonObject, uid: string): JsonObject {
  const { name, namespace, labels, annotations } = isObject(object.metadata) ? object.metadata : {};
  const isName = (value: Json | undefined) => typeof value === "string" && plainName.test(value);
  const metadata = {
    name: isName(name) ? name : uid,
    ...(isName(namespace) && object.kind !== "Namespace" ? { namespace } : {}),
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
    uid,
  } as JsonObject;
  return wholeNumbers({ ...object, metadata });
}

/** All numbers of Kubernetes are int64 but for few; gator stops at another where it knows the type. */
function wholeNumbers(object: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(object), (_key, value: unknown) =>
    typeof value !== "number" ? value : Number.isSafeInteger(value) ? value : 1,
  );
}
