import { readFileSync } from "node:fs";
import type { Json, PolicySource } from "@bylaw/engine";

/** A mistake as people make it, put into a policy. */
export interface Planted {
  readonly name: string;
  readonly policy: "gateway" | "admission" | "documents";
  /** The decision that it changes. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
  /** Which way it goes: more is let in, less, or both. */
  readonly lets: "more" | "less" | "both";
}

const data: Json = {
  break_glass: { token: "q7-glass-6620" },
  suspended_tenants: ["t-404", "t-409"],
  assignments: { "u-100": ["editor"], "u-200": ["viewer", "auditor"] },
  roles: { editor: ["read", "write"], viewer: ["read"], auditor: ["read", "audit"] },
};

/** What each policy reads of its input, for those who have no other way to know. */
export const inputsRead: Readonly<Record<Planted["policy"], readonly string[]>> = {
  gateway: [
    ...["method", "path", "headers.x-ticket", "headers.x-break-glass"].map(
      (name) => `attributes.request.http.${name}`,
    ),
    ...["tenant", "groups.0", "role", "iss", "exp"].map(
      (name) => `attributes.metadataContext.filterMetadata.jwt.payload.${name}`,
    ),
    ...["parsed_path.0", "parsed_path.1", "attributes.source.principal"],
    "attributes.source.address.socketAddress.address",
  ],
  admission: [
    ...["namespace", "operation", "kind.kind", "object.metadata.labels.owner"].map(
      (name) => `request.${name}`,
    ),
    ...["hostNetwork", "replicas"].map((name) => `request.object.spec.${name}`),
    ...["containers", "initContainers"].flatMap((list) =>
      ["name", "image", "securityContext.privileged", "resources.limits.memory"].map(
        (name) => `request.object.spec.${list}.0.${name}`,
      ),
    ),
  ],
  documents: [
    ...["id", "tenant", "email", "clearance"].map((name) => `user.${name}`),
    ...["id", "owner", "tenant", "state", "reviewers.0", "level"].map((name) => `document.${name}`),
    ...["action", "link.document", "link.expires", "token.scope", "approvals.0", "approvals.1"],
  ],
};

export const planted: readonly Planted[] = [
  gateway("the tenant check is gone", "more", "\tclaims.tenant == input.parsed_path[1]\n", ""),
  gateway("the tenant is taken from the wrong index", "both", "input.parsed_path[1]", "input.parsed_path[0]"),
  gateway("a prefix without its slash", "more", '"/public/"', '"/public"'),
  gateway(
    "an empty header breaks the glass",
    "more",
    'http.headers["x-break-glass"] == data.break_glass.token',
    'startswith(data.break_glass.token, http.headers["x-break-glass"])',
  ),
  gateway("a wider network", "more", "10.20.0.0/16", "10.20.0.0/15"),
  gateway("the block list is not asked", "more", "\tnot blocked[input.attributes.source.principal]\n", ""),
  gateway("a negation is missing", "both", "\tnot suspended\n", "\tsuspended\n"),
  gateway("one method more", "more", '{"GET", "HEAD"}', '{"GET", "HEAD", "DELETE"}'),
  gateway("expiry is ignored", "more", "\tclaims.exp > time.now_ns() / 1000000000\n", ""),
  gateway("any issuer", "more", '\tclaims.iss == "https://login.corp.example"\n', ""),
  gateway("a ticket may stand anywhere", "more", "^TCK-[0-9]{4}$", "TCK-[0-9]{4}"),
  gateway("the role is compared with its case", "less", "lower(claims.role)", "claims.role"),
  admission("init containers are forgotten", "more", '\tobject.get(pod, "initContainers", []),\n', "\t[],\n"),
  admission(
    "one container is enough",
    "more",
    "\tevery container in workloads {\n\t\tcontainer.resources.limits.memory\n\t}\n",
    "\tsome container in workloads\n\tcontainer.resources.limits.memory\n",
  ),
  admission(
    "a pattern without its beginning",
    "more",
    "^registry\\.corp\\.example/",
    "registry\\.corp\\.example/",
  ),
  admission("an off-by-one", "less", "pod.replicas > 20", "pod.replicas >= 20"),
  admission(
    "namespaces are exempt by prefix",
    "more",
    'input.request.namespace in {"kube-system", "monitoring"}',
    'startswith(input.request.namespace, "kube-")',
  ),
  admission("updates are not looked at", "more", '{"CREATE", "UPDATE"}', '{"CREATE"}'),
  admission(
    "truth is asked for, not any value",
    "more",
    "\tpod.hostNetwork\n",
    "\tpod.hostNetwork == true\n",
  ),
  documents("roles reach across tenants", "more", "\tinput.document.tenant == input.user.tenant\n", ""),
  documents(
    "two absent owners",
    "more",
    "input.user.id == input.document.owner",
    'object.get(input.user, "id", "") == object.get(input.document, "owner", "")',
  ),
  documents("links never expire", "more", "> time.now_ns()", "> 0"),
  documents("links that are over", "both", "> time.now_ns()", "< time.now_ns()"),
  documents(
    "a scope is found in others",
    "more",
    '"export" in split(input.token.scope, " ")',
    'contains(input.token.scope, "export")',
  ),
  documents(
    "a domain anywhere",
    "more",
    'endswith(input.user.email, "@corp.example")',
    'contains(input.user.email, "@corp.example")',
  ),
  documents(
    "one approver twice",
    "more",
    "{name | some name in input.approvals; name != input.document.owner}",
    "[name | some name in input.approvals; name != input.document.owner]",
  ),
  documents("the owner approves too", "more", "; name != input.document.owner", ""),
  documents(
    "clearance the other way round",
    "both",
    "input.document.level <= input.user.clearance",
    "input.document.level >= input.user.clearance",
  ),
];

type Plant = (name: string, lets: Planted["lets"], from: string, to: string) => Planted;

function plantIn(policy: Planted["policy"], decision: string): Plant {
  return (name, lets, from, to) => ({ name, policy, path: `${policy}/${decision}`, from, to, lets });
}

function gateway(...args: Parameters<Plant>): Planted {
  return plantIn("gateway", "allow")(...args);
}

function admission(...args: Parameters<Plant>): Planted {
  return plantIn("admission", "deny")(...args);
}

function documents(...args: Parameters<Plant>): Planted {
  return plantIn("documents", "allow")(...args);
}

/** The policy without and with the mistake. */
export function sidesOf({ name, policy, from, to }: Planted): {
  readonly base: PolicySource;
  readonly head: PolicySource;
} {
  const base = readFileSync(new URL(`./${policy}.rego`, import.meta.url), "utf8");
  const parts = base.split(from);
  if (parts.length !== 2) throw new Error(`"${name}" changes ${parts.length - 1} places of ${policy}.rego`);
  const source = (text: string) => ({ modules: { "policy.rego": text }, data });
  return { base: source(base), head: source(parts.join(to)) };
}
