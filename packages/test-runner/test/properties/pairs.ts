import { envoyInput } from "@bylaw/dsl/envoy";
import { kubernetesKinds } from "@bylaw/dsl/kubernetes";
import { type Shape, t } from "@bylaw/dsl/schema";
import type { Json } from "@bylaw/engine";
import fc from "fast-check";
import {
  auditAndAdmissionAgree,
  defaultDeny,
  denyHasReason,
  denyWins,
  everyContainerCounts,
  failsClosed,
  irrelevantFields,
  listOrderAndDuplicates,
  monotone,
  nonInterference,
  type PropertyRun,
  pathEncoding,
  podAndTemplates,
  type RegoPolicy,
  regoPolicy,
  subresourcesDoNotBypass,
  total,
  updateCannotReachWhatCreateDenies,
  weakerCredential,
} from "../../src/index.ts";

const sameTenant =
  'default allow := false\nallow if {\n\tis_string(input.user.tenant)\n\tinput.user.tenant == input.item.tenant\n\tinput.user.tenant != ""\n}';

/** A property with Rego that has it, and Rego with a mistake that people make. */
export interface Pair {
  readonly name: string;
  readonly tried: (policy: RegoPolicy, run: PropertyRun) => Promise<unknown>;
  readonly right: string;
  readonly broken: string;
  readonly policy?: Partial<RegoPolicy>;
  readonly run?: PropertyRun;
}

const caller = t.object({
  role: t.string,
  tenant: t.string,
  roles: t.array(t.oneOf("admin", "auditor", "banned")),
  suspended: t.boolean,
});
const input = t.object({ user: caller, item: t.object({ tenant: t.string }) });
const tenants = fc.constantFrom("a", "b", "");
const inputs = fc.record({
  user: fc.record({
    role: fc.constantFrom("admin", "auditor", "guest"),
    tenant: tenants,
    roles: fc.subarray(["admin", "auditor", "banned"]),
    suspended: fc.boolean(),
  }),
  item: fc.record({ tenant: tenants }),
}) as fc.Arbitrary<Json>;
const users = { policy: { input }, run: { inputs } };

const pod: Shape<unknown> = t.object({
  review: t.object({
    uid: t.string,
    kind: t.object({ group: t.string, version: t.string, kind: t.string }),
    resource: t.object({ group: t.string, version: t.string, resource: t.string }),
    subResource: t.opt(t.string),
    operation: t.oneOf("CREATE", "UPDATE", "DELETE", "CONNECT", ""),
    userInfo: t.object({ username: t.opt(t.string) }),
    object: t.union(kubernetesKinds["v1/Pod"], kubernetesKinds["apps/v1/Deployment"]),
    oldObject: t.opt(t.unknown),
  }),
});
const reviews = fc.tuple(fc.boolean(), fc.constantFrom("CREATE", "CREATE", "UPDATE")).map(
  ([privileged, operation]): Json => ({
    review: {
      uid: "1",
      kind: { group: "", version: "v1", kind: "Pod" },
      resource: { group: "", version: "v1", resource: "pods" },
      operation,
      userInfo: { username: "dev" },
      object: {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "a" },
        spec: { containers: [{ name: "app", image: "app:1", securityContext: { privileged } }] },
      },
    },
  }),
);
const kubernetes = {
  policy: { input: pod, asks: "gatekeeper" as const, decision: "p/violation" },
  run: { inputs: reviews },
};
const found = 'violation contains {"msg": "privileged"} if {';
const inPod =
  'specs contains input.review.object.spec if input.review.object.kind == "Pod"\nspecs contains input.review.object.spec.template.spec if input.review.object.kind == "Deployment"\n';
const privileged = "some spec in specs\n\tsome one in spec.containers\n\tone.securityContext.privileged\n}";
const anyPod = `${inPod}${found}\n\t${privileged}`;
const when = (condition: string) => `${inPod}${found}\n\t${condition}\n\t${privileged}`;

const inEvery = (lists: string) =>
  `${found}\n\tsome spec in specs\n\tsome list in ${lists}\n\tsome one in spec[list]\n\tone.securityContext.privileged\n}`;

export const pairs: readonly Pair[] = [
  {
    name: "defaultDeny",
    tried: defaultDeny,
    right: 'default allow := false\nallow if input.user.role == "admin"',
    broken: 'default allow := false\nallow if not input.user.role == "guest"',
    ...users,
  },
  {
    name: "denyWins",
    tried: denyWins,
    right:
      'default allow := false\nallow if {\n\tinput.user.role == "admin"\n\tcount(deny) == 0\n}\ndeny contains "suspended" if input.user.suspended',
    broken:
      'default allow := false\nallow if input.user.role == "admin"\ndeny contains "suspended" if input.user.suspended',
    policy: { input, denials: "p/deny" },
    run: { inputs },
  },
  {
    name: "total",
    tried: total,
    right: 'default allow := false\nallow if input.user.role == "admin"',
    broken: 'allow := true if input.user.role == "admin"\nallow := false if input.user.suspended',
    ...users,
  },
  {
    name: "denyHasReason",
    tried: denyHasReason,
    right: 'deny contains {"msg": "suspended"} if input.user.suspended',
    broken:
      'deny contains {"msg": "suspended"} if input.user.suspended\ndeny contains {"msg": sprintf("%s", [object.get(input, "why", "")])} if input.user.role == "guest"',
    policy: { input, decision: "p/deny" },
    run: { inputs },
  },
  {
    name: "failsClosed",
    tried: failsClosed,
    right:
      'default allow := false\nallow if {\n\tinput.user.role == "admin"\n\tinput.user.suspended == false\n}',
    broken: 'default allow := false\nallow if {\n\tinput.user.role == "admin"\n\tnot input.user.suspended\n}',
    ...users,
  },
  {
    name: "monotone",
    tried: (policy, run) => monotone(policy, { ...run, grants: ["user.roles"] }),
    right: 'default allow := false\nallow if "admin" in input.user.roles',
    broken:
      'default allow := false\nallow if {\n\t"admin" in input.user.roles\n\tnot "banned" in input.user.roles\n}',
    ...users,
  },
  {
    name: "nonInterference, of what is asked for",
    tried: (policy, run) =>
      nonInterference(policy, { ...run, tenant: "user.tenant", resource: "item.tenant" }),
    right: sameTenant,
    broken: "default allow := false\nallow if startswith(input.item.tenant, input.user.tenant)",
    ...users,
  },
  {
    name: "nonInterference, of what belongs to others",
    tried: (policy, run) =>
      nonInterference(policy, { ...run, tenant: "user.tenant", belongs: "input.tenants" }),
    right: "default allow := false\nallow if input.tenants[input.user.tenant].open",
    broken: "default allow := false\nallow if {\n\tsome one in input.tenants\n\tone.open\n}",
    run: {
      inputs: fc.record({
        user: fc.record({ tenant: fc.constantFrom("a", "b") }),
        tenants: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.record({ open: fc.boolean() })),
      }) as fc.Arbitrary<Json>,
    },
  },
  {
    name: "irrelevantFields, undeclared",
    tried: irrelevantFields,
    right: 'default allow := false\nallow if input.user.role == "admin"',
    broken: "default allow := false\nallow if count(input.user) > 4",
    ...users,
  },
  {
    name: "irrelevantFields, named",
    tried: (policy, run) => irrelevantFields(policy, { ...run, fields: ["user.suspended"] }),
    right: 'default allow := false\nallow if input.user.role == "admin"',
    broken: 'default allow := false\nallow if {\n\tinput.user.role == "admin"\n\tinput.user.suspended\n}',
    ...users,
  },
  {
    name: "weakerCredential",
    tried: (policy, run) => weakerCredential(policy, { ...run, credentials: ["user.tenant"] }),
    right: sameTenant,
    broken: "default allow := false\nallow if startswith(input.item.tenant, input.user.tenant)",
    ...users,
  },
  {
    name: "listOrderAndDuplicates",
    tried: listOrderAndDuplicates,
    right: 'default allow := false\nallow if "admin" in input.user.roles',
    broken: 'default allow := false\nallow if input.user.roles[0] == "admin"',
    ...users,
  },
  {
    name: "pathEncoding",
    tried: pathEncoding,
    right: 'default allow := false\nallow if input.parsed_path[0] == "public"',
    broken:
      'default allow := true\nallow := false if startswith(input.attributes.request.http.path, "/admin")',
    policy: { input: envoyInput, asks: "envoy" },
    run: { inputs: fc.constantFrom("/admin", "/public", "/admin/a", "/x").map(request) },
  },
  {
    name: "podAndTemplates",
    tried: podAndTemplates,
    right: anyPod,
    broken: when('input.review.kind.kind == "Pod"'),
    ...kubernetes,
  },
  {
    name: "updateCannotReachWhatCreateDenies",
    tried: updateCannotReachWhatCreateDenies,
    right: anyPod,
    broken: when('input.review.operation == "CREATE"'),
    ...kubernetes,
  },
  {
    name: "subresourcesDoNotBypass",
    tried: subresourcesDoNotBypass,
    right: anyPod,
    broken: when('object.get(input.review, "subResource", "") == ""'),
    ...kubernetes,
  },
  {
    name: "everyContainerCounts",
    tried: everyContainerCounts,
    right: `${inPod}${inEvery('["containers", "initContainers", "ephemeralContainers"]')}`,
    broken: `${inPod}${inEvery('["containers", "initContainers"]')}`,
    ...kubernetes,
  },
  {
    name: "auditAndAdmissionAgree",
    tried: auditAndAdmissionAgree,
    right: anyPod,
    broken: when('input.review.userInfo.username != ""'),
    ...kubernetes,
  },
];

/** A request for a path, as Envoy describes it. */
function request(path: string): Json {
  const peer = { address: { socketAddress: { address: "10.1.2.3" } } };
  return {
    attributes: {
      source: peer,
      destination: peer,
      request: {
        time: { seconds: 1_795_514_400 },
        http: {
          id: "1",
          method: "GET",
          headers: {},
          path,
          host: "shop",
          scheme: "https",
          protocol: "HTTP/2",
        },
      },
    },
    parsed_path: path.slice(1).split("/"),
    parsed_query: {},
    version: { ext_authz: "v3", encoding: "protojson" },
  };
}

/** The policy of a side of a pair. */
export function policyOf({ policy }: Pair, rego: string): RegoPolicy {
  return regoPolicy({
    decision: "p/allow",
    ...policy,
    modules: { "p.rego": `package p\n\n${rego}\n` },
  });
}
