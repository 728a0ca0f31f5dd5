import { type Shape, t } from "@bylaw/dsl/schema";
import { signedToken } from "../../../../examples/api-authorization/test/identity-provider.ts";
import type { CompiledPolicy } from "../../src/index.ts";
import { priorState, resourceChanges } from "./by-hand-plans.ts";

/** A Tuesday, at noon in Bengaluru. */
export const noon = 1_767_681_000_000_000_000n;
/** The midnight before. */
export const midnight = noon - 43_200_000_000_000n;

/** Seconds before noon. */
const times = [-3600, -1, 0, 299, 300, 301, 899, 900, 86_400].map((seconds) =>
  new Date(Number(noon / 1_000_000n) - seconds * 1_000 - 500).toISOString(),
);
const time = t.oneOf("", "now", "2026-02-30T00:00:00Z", ...times);
const digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const image = t.oneOf(
  "nginx",
  "ghcr.io/a/b:latest",
  `nginx:1.27@${digest}`,
  `nginx@${digest}`,
  "Not An Image",
  "",
);
const quantity = t.oneOf(
  "100m",
  "512Mi",
  "8Gi",
  "8193Mi",
  "+.5Ti",
  "5n",
  "007.",
  "9e9",
  "",
  "much",
  5,
  2.5,
  -1,
);

const role = "arn:aws:iam::123456789012:role/a";
const payments = "spiffe://company.com/ns/prod/sa/payments";
const ledger = "spiffe://company.com/ns/prod/sa/ledger";
const service = t.oneOf(payments, ledger, "spiffe://company.com/ns/test/sa/ledger", "spiffe://other", "a");

const name = t.oneOf("a", "q", "");
const policyTypes = t.array(t.oneOf("Egress", "Ingress"));
const networkPolicy = t.object({
  spec: t.union(
    t.object({ policyTypes }),
    t.object({ policyTypes, podSelector: t.object({ matchLabels: t.object({ a: t.string }) }) }),
    t.object({ policyTypes, podSelector: t.object({ matchExpressions: t.array(t.string) }) }),
    t.object({ policyTypes, ingress: t.array(t.string), egress: t.opt(t.array(t.string)) }),
  ),
});

const seconds = Number(noon / 1_000_000_000n);
const inTime = { iat: seconds - 60, nbf: seconds - 60, exp: seconds + 600 };
const token = (claims: object) => signedToken({ ...inTime, tenant_id: "a", permissions: [], ...claims });
const bearers = (...claims: readonly object[]) =>
  t.oneOf(
    "Bearer x.y.z",
    `Basic ${token(claims[0] ?? {})}`,
    `bearer ${token(claims[0] ?? {})}`,
    ...claims.map((one) => `Bearer ${token(one)}`),
  );

/** By the end of a path of up to three members. */
export type Told = Readonly<Record<string, Shape<unknown>>>;

/** What stands where anything, or any text, may stand, but few things tell decisions apart: by kind or package. */
const told: Readonly<Record<string, Told>> = {
  terraform: { prior_state: priorState, resource_changes: resourceChanges },
  gatekeeper: {
    annotations: t.union(
      t.map(t.string),
      t.object({ "eks.amazonaws.com/role-arn": t.oneOf("", "a", role, `${role}/b`) }),
    ),
    "containers.*.image": image,
    "initContainers.*.image": image,
    "ephemeralContainers.*.image": image,
    labels: t.union(
      t.map(t.string),
      t.object({ owner: t.oneOf("team-a", "a", ""), "data-classification": t.oneOf("public", "secret") }),
    ),
    limits: t.union(t.map(t.string), t.object({ cpu: quantity, memory: quantity })),
    requests: t.union(t.map(t.string), t.object({ cpu: quantity }), t.object({ memory: quantity })),
    "review.namespace": name,
    "parameters.disallowedTags": t.array(t.oneOf("latest", "1.27", "a", "")),
    "parameters.labels": t.array(t.oneOf("owner", "data-classification", "a")),
    "parameters.registries": t.array(t.oneOf("docker.io", "ghcr.io", "")),
    "parameters.roles": t.map(t.oneOf("", role)),
  },
  "access.proxy": {
    applications: t.object({
      a: t.object({ groups: t.array(t.oneOf("a", "")), sensitive: t.boolean }),
      b: t.object({ groups: t.array(t.oneOf("a", "b")), sensitive: t.boolean }),
    }),
    application: t.oneOf("a", "b", "c"),
    groups: t.array(t.oneOf("a", "b")),
    second_factor_at: time,
    checked_at: time,
  },
  "api.authorization": {
    action: t.oneOf("a", "pay"),
    expires_at: time,
    permissions: t.object({ [payments]: t.object({ [ledger]: t.array(t.oneOf("pay", "a")) }) }),
    resource: service,
    source_id: service,
  },
  k8sbaselineprofiles: {
    annotations: t.union(
      t.object({ a: t.string }),
      t.object({
        "container.apparmor.security.beta.kubernetes.io/a": t.oneOf(
          "",
          "runtime/default",
          "localhost/a",
          "a",
        ),
      }),
    ),
  },
  k8sdefaultdeny: {
    inventory: t.object({
      namespace: t.opt(
        t.map(t.object({ "networking.k8s.io/v1": t.object({ NetworkPolicy: t.map(networkPolicy) }) })),
      ),
    }),
    "object.metadata": t.object({ name: t.opt(name) }),
  },
  k8sdisallowedtags: {
    cluster: t.union(
      t.object({}),
      t.object({
        v1: t.object({
          Namespace: t.map(
            t.object({ metadata: t.object({ labels: t.opt(t.map(t.oneOf("latest", "a", ""))) }) }),
          ),
        }),
      }),
    ),
  },
  k8sleastprivilege: {
    "object.metadata": t.object({ name: t.opt(name) }),
    "parameters.administrators": t.array(name),
    roleRef: t.object({
      apiGroup: t.string,
      kind: t.oneOf("ClusterRole", "Role"),
      name: t.oneOf("cluster-admin", "a"),
    }),
  },
  k8srestrictedvolumes: {
    volumes: t.array(
      t.object({
        name: t.string,
        hostPath: t.opt(t.object({ path: t.string })),
        emptyDir: t.opt(t.object({})),
      }),
    ),
  },
  k8ssecrets: {
    env: t.array(
      t.object({
        name: t.oneOf("DB_PASSWORD", "a"),
        value: t.opt(t.oneOf("AKIA0123456789ABCDEF", "a", "")),
        valueFrom: t.opt(t.object({ secretKeyRef: t.opt(t.object({ name: t.string, key: t.string })) })),
      }),
    ),
  },
  "istio.authz": {
    "socketAddress.address": t.oneOf("10.1.2.3", "192.168.0.1", "::ffff:10.0.0.1", "a"),
    headers: t.object({
      "x-custom-auth": t.oneOf("secure-token-2026", "a"),
      authorization: bearers(
        { aud: "backend", roles: ["auditor"] },
        { aud: "backend", roles: ["a"] },
        { aud: "backend", roles: ["auditor"], exp: seconds - 1 },
        { aud: "orders", roles: ["auditor"] },
      ),
    }),
  },
  "istio.payments": { parsed_path: t.array(t.oneOf("v1", "payments", "..")) },
  "authz.tokens": {
    headers: t.object({
      authorization: bearers(
        { roles: ["admin"] },
        { permissions: ["orders:read"] },
        { permissions: ["orders:read"], tenant_id: null },
        { roles: ["admin"], exp: seconds - 1 },
        { roles: ["admin"], aud: "others" },
        { roles: ["admin"], iss: "https://evil.example.org" },
        { roles: ["admin"], sub: 1 },
        { roles: ["admin"], exp: undefined },
        { roles: ["admin"], tenant_id: 1 },
        { roles: ["admin"], permissions: ["orders:read", 1] },
        { roles: ["admin"], permissions: { a: "orders:read" } },
        { roles: ["admin", 1] },
        { roles: "admin" },
      ),
    }),
  },
};

/** What is told of the input and the data of a policy. */
export function toldOf({ kind, package: name }: CompiledPolicy): Told {
  return { ...told[kind], ...told[name] };
}
