import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/guardrails.ts";
import { objectReview, podReview, workloadReview, workloads } from "./reviews.ts";

const privileged = { name: "app", image: "app", securityContext: { privileged: true } };
const parameters = { hostPaths: ["/var/log"] };

it.each(["containers", "initContainers", "ephemeralContainers"])(
  "finds a privileged container among %s",
  (list) =>
    expect(policy).toDeny(
      { review: podReview({ [list]: [privileged] }), parameters },
      { by: "no privileged containers" },
    ),
);

it("accepts a container that says it is not", () =>
  expect(policy).toAllow({
    review: podReview({ containers: [{ ...privileged, securityContext: { privileged: false } }] }),
    parameters,
  }));

it("accepts only host paths that the constraint names", async () => {
  const volume = (path: string) => podReview({ volumes: [{ name: "data", hostPath: { path } }] });
  await expect(policy).toAllow({ review: volume("/var/log"), parameters });
  await expect(policy).toDeny({ review: volume("/"), parameters }, { by: "no host path but approved ones" });
  await expect(policy).toDeny({ review: volume("/var/log"), parameters: {} });
});

it.each(workloads)("asks the same of a %s", async (kind) => {
  const given = (parts: Parameters<typeof workloadReview>[1]) => ({
    review: workloadReview(kind, parts),
    parameters,
  });
  await expect(policy).toAllow(given({ containers: [{ name: "app" }] }));
  await expect(policy).toDeny(given({ containers: [privileged] }), { by: "no privileged containers" });
  await expect(policy).toDeny(given({ volumes: [{ name: "data", hostPath: { path: "/" } }] }), {
    by: "no host path but approved ones",
  });
});

it("does not concern services", () =>
  expect(policy).toAllow({ review: objectReview("v1/Service", { spec: {} }), parameters }));

it("decides alike on all engines", () => agreement(policy, { runs: 600 }));
