import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/restricted-users.ts";
import { generatedWorkloads, timeout } from "./generated-workloads.ts";
import { kinds, places, secured, workload } from "./workloads.ts";

const named = "must not run as root";

it.each(places)("nobody runs as root in $kind, $list", async ({ kind, list }) => {
  const given = (container: object, pod: object = {}) =>
    workload(kind, { [list]: [{ name: "app", securityContext: container }], securityContext: pod });
  await expect(policy).toDeny(given({}), { by: named });
  await expect(policy).toDeny(given({ runAsNonRoot: false }, { runAsNonRoot: true }), { by: named });
  await expect(policy).toAllow(given({ runAsNonRoot: true }));
  await expect(policy).toAllow(given({}, { runAsNonRoot: true }));
  await expect(policy).toDeny(given({ runAsNonRoot: true, runAsUser: 0 }), { by: "no root user" });
});

it.each(kinds)("no %s as a whole runs as root", async (kind) => {
  const given = (securityContext: object) =>
    workload(kind, {
      containers: [{ name: "app", securityContext: { runAsNonRoot: true, runAsUser: 1000 } }],
      securityContext,
    });
  await expect(policy).toDeny(given({ runAsNonRoot: false }), { by: named });
  await expect(policy).toDeny(given({ runAsUser: 0 }), { by: "no root user" });
  await expect(policy).toAllow(given({ runAsUser: 1000 }));
});

it("asks each container that its pod does not speak for", async () => {
  const containers = [{ name: "a", securityContext: { runAsNonRoot: true } }, { name: "b" }];
  await expect(policy).toDeny(workload("Pod", { containers }), { by: named });
  await expect(policy).toAllow(workload("Pod", { containers, securityContext: { runAsNonRoot: true } }));
});

it.each(kinds)("a %s in a user namespace of its own may have a root user", async (kind) => {
  const given = (hostUsers: boolean) =>
    workload(kind, { hostUsers, containers: [{ name: "app", securityContext: { runAsUser: 0 } }] });
  await expect(policy).toAllow(given(false));
  await expect(policy).toDeny(given(true), { by: "no root user" });
});

it("is asked of pods for Windows too", () =>
  expect(policy).toDeny(secured({}, { os: { name: "windows" } }), { by: named }));

it(
  "decides alike on all engines",
  () => agreement(policy, { runs: 30, inputs: generatedWorkloads as never }),
  timeout,
);
