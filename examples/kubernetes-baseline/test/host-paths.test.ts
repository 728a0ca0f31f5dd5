import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/host-paths.ts";
import { generatedWorkloads, timeout } from "./generated-workloads.ts";
import { kinds, workloadReview } from "./workloads.ts";

const by = "approved host paths only";
const parameters = { paths: ["/var/log"] };

it.each(kinds)("a %s mounts what is approved", async (kind) => {
  const given = (...volumes: readonly object[]) => ({
    review: workloadReview(kind, { volumes }),
    parameters,
  });
  const logs = { name: "logs", hostPath: { path: "/var/log" } };
  await expect(policy).toAllow(given());
  await expect(policy).toAllow(given(logs, { name: "cache", emptyDir: {} }));
  await expect(policy).toDeny(given(logs, { name: "root", hostPath: { path: "/" } }), { by });
});

it.each(["/", "/var", "/var/log/", "/var/log/pods", "/var/log/../run", "var/log", ""])(
  "%j is another path",
  (path) =>
    expect(policy).toDeny(
      { review: workloadReview("Pod", { volumes: [{ name: "a", hostPath: { path } }] }), parameters },
      { by },
    ),
);

it(
  "decides alike on all engines",
  () =>
    agreement(policy, {
      runs: 100,
      inputs: generatedWorkloads.map(({ review }) => ({ review, parameters: { paths: ["/tmp"] } })) as never,
    }),
  timeout,
);
