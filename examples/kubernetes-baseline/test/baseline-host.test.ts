import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/baseline-host.ts";
import { generatedWorkloads, timeout } from "./generated-workloads.ts";
import { kinds, places, secured, workload } from "./workloads.ts";

it.each(kinds)("accepts a plain %s", (kind) =>
  expect(policy).toAllow(workload(kind, { containers: [{ name: "app" }] })),
);

it.each(
  kinds.flatMap((kind) => ["hostNetwork", "hostPID", "hostIPC"].map((field) => [kind, field] as const)),
)("%s: %s is refused", async (kind, field) => {
  await expect(policy).toDeny(workload(kind, { [field]: true }), { by: "no host namespaces" });
  await expect(policy).toAllow(workload(kind, { [field]: false }));
});

it.each(places)("refuses host processes in $kind, $list", ({ kind, list }) =>
  expect(policy).toDeny(
    workload(kind, { [list]: [{ name: "app", securityContext: { windowsOptions: { hostProcess: true } } }] }),
    { by: "no Windows host processes" },
  ),
);

it.each(kinds)("refuses host processes of all of a %s", (kind) =>
  expect(policy).toDeny(
    workload(kind, {
      os: { name: "windows" },
      securityContext: { windowsOptions: { hostProcess: true } },
    }),
    { by: "no Windows host processes" },
  ),
);

it("accepts Windows options without host processes", () =>
  expect(policy).toAllow(secured({ windowsOptions: { hostProcess: false, runAsUserName: "app" } })));

it.each(kinds)("refuses host paths in %s", async (kind) => {
  const volumes = [
    { name: "cache", emptyDir: {} },
    { name: "logs", hostPath: { path: "/var/log" } },
  ];
  await expect(policy).toDeny(workload(kind, { volumes }), { by: "no host path volumes" });
  await expect(policy).toAllow(workload(kind, { volumes: volumes.slice(0, 1) }));
});

it.each(places)("refuses host ports in $kind, $list", async ({ kind, list }) => {
  const ports = (hostPort: number) =>
    workload(kind, {
      [list]: [{ name: "app", ports: [{ containerPort: 80 }, { containerPort: 81, hostPort }] }],
    });
  await expect(policy).toDeny(ports(8080), { by: "no host ports" });
  await expect(policy).toAllow(ports(0));
});

it("does not concern services", () =>
  expect(policy).toAllow({
    review: {
      ...workload("Pod", {}).review,
      kind: { group: "", version: "v1", kind: "Service" },
      object: { apiVersion: "v1", kind: "Service", metadata: {}, spec: { hostNetwork: true } },
    },
  }));

it("is malformed when containers are no list", () =>
  expect(policy).toDeny(workload("Deployment", { containers: { name: "app" } }), { by: "malformed input" }));

it("accepts a replica set without a template", async () => {
  const { review } = workload("ReplicaSet", {});
  const spec = { selector: {} };
  await expect(policy).toAllow({ review: { ...review, object: { ...review.object, spec } } });
});

it(
  "decides alike on all engines",
  () => agreement(policy, { runs: 30, inputs: generatedWorkloads as never }),
  timeout,
);
