import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/resources.ts";
import { generatedWorkloads, timeout } from "./generated-workloads.ts";
import { kinds, podWith, workload } from "./workloads.ts";

const resources = { requests: { cpu: "250m", memory: "128Mi" }, limits: { memory: "256Mi" } };
const asked = "every container says what it needs";
const limited = "memory is limited to 8Gi";

it.each(
  kinds.flatMap((kind) => (["containers", "initContainers"] as const).map((list) => [kind, list] as const)),
)("looks at %s, %s", async (kind, list) => {
  await expect(policy).toAllow(workload(kind, { [list]: [{ name: "app", resources }] }));
  await expect(policy).toDeny(workload(kind, { [list]: [{ name: "app" }] }), { by: asked });
  await expect(policy).toDeny(workload(kind, { [list]: [{ name: "app" }] }), { by: limited });
});

it("asks nothing of containers that only debug: they may have no resources of their own", () =>
  expect(policy).toAllow(workload("Pod", { ephemeralContainers: [{ name: "debug" }] })));

it.each([{}, { cpu: "250m" }, { memory: "128Mi" }])("requests of %j are not enough", (requests) =>
  expect(policy).toDeny(podWith({ resources: { ...resources, requests } }), { by: asked }),
);

it.each(["8Gi", "8589934592", 8589934592, "8192Mi", "1"])("a limit of %j is small enough", (memory) =>
  expect(policy).toAllow(podWith({ resources: { ...resources, limits: { memory } } })),
);

it.each(["8589934593", "9Gi", "8.1Gi", "1Ti", "much", "-1", ""])("a limit of %j is not", (memory) =>
  expect(policy).toDeny(podWith({ resources: { ...resources, limits: { memory } } }), { by: limited }),
);

it(
  "decides alike on all engines",
  () => agreement(policy, { runs: 30, inputs: generatedWorkloads as never }),
  timeout,
);
