import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/probes.ts";
import { generatedWorkloads, timeout } from "./generated-workloads.ts";
import { type Kind, workload } from "./workloads.ts";

const probe = { httpGet: { port: 8080, path: "/healthz" } };
const probes = { livenessProbe: probe, readinessProbe: probe };
const by = "every container has probes";
const serving: readonly Kind[] = ["DaemonSet", "Deployment", "StatefulSet"];
const ending: readonly Kind[] = ["Pod", "CronJob", "Job"];

it.each(serving)("a %s says how it is", async (kind) => {
  const given = (container: object) => workload(kind, { containers: [{ name: "app", ...container }] });
  await expect(policy).toAllow(given(probes));
  await expect(policy).toDeny(given({}), { by });
  await expect(policy).toDeny(given({ livenessProbe: probe }), { by });
  await expect(policy).toDeny(given({ readinessProbe: probe }), { by });
});

it.each(ending)("a %s need not", (kind) =>
  expect(policy).toAllow(workload(kind, { containers: [{ name: "app" }] })),
);

it("each container does, and those that run first do not", async () => {
  const first = { initContainers: [{ name: "migrate" }] };
  await expect(policy).toAllow(workload("Deployment", { ...first, containers: [{ name: "a", ...probes }] }));
  await expect(policy).toDeny(
    workload("Deployment", { ...first, containers: [{ name: "a", ...probes }, { name: "b" }] }),
    { by },
  );
});

it(
  "decides alike on all engines",
  () => agreement(policy, { runs: 100, inputs: generatedWorkloads as never }),
  timeout,
);
