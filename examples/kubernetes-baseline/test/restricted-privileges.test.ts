import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/restricted-privileges.ts";
import { generatedWorkloads, timeout } from "./generated-workloads.ts";
import { kinds, places, secured, workload } from "./workloads.ts";

/** All that is asked of a container. */
const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};
const without = (name: keyof typeof restricted) =>
  Object.fromEntries(Object.entries(restricted).filter(([key]) => key !== name));

const rows = [
  ["privileges may grow", "no privilege escalation", without("allowPrivilegeEscalation")],
  ["privileges do grow", "no privilege escalation", { ...restricted, allowPrivilegeEscalation: true }],
  ["nothing is dropped", "all capabilities are dropped", without("capabilities")],
  [
    "not all is dropped",
    "all capabilities are dropped",
    { ...restricted, capabilities: { drop: ["NET_RAW"] } },
  ],
  [
    "a capability is added",
    "no capability but NET_BIND_SERVICE",
    { ...restricted, capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE", "CHOWN"] } },
  ],
  ["no profile", "a seccomp profile confines", without("seccompProfile")],
  [
    "no confining one",
    "a seccomp profile confines",
    { ...restricted, seccompProfile: { type: "Unconfined" } },
  ],
] as const;

it.each(places)("accepts a restricted container in $kind, $list", ({ kind, list }) =>
  expect(policy).toAllow(workload(kind, { [list]: [{ name: "app", securityContext: restricted }] })),
);

it.each(rows.flatMap((row) => places.map((place) => [...row, place] as const)))(
  "%s: %s",
  (_, by, securityContext, { kind, list }) =>
    expect(policy).toDeny(workload(kind, { [list]: [{ name: "app", securityContext }] }), { by }),
);

it("may add NET_BIND_SERVICE", () =>
  expect(policy).toAllow(
    secured({ ...restricted, capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } }),
  ));

it.each(kinds)(
  "a container of a %s has the seccomp profile of its pod, unless it has its own",
  async (kind) => {
    const given = (type: string, own: object = {}) =>
      workload(kind, {
        containers: [{ name: "app", securityContext: { ...without("seccompProfile"), ...own } }],
        securityContext: { seccompProfile: { type } },
      });
    const by = "a seccomp profile confines";
    await expect(policy).toAllow(given("Localhost"));
    await expect(policy).toAllow(given("RuntimeDefault", { seccompProfile: { type: "Localhost" } }));
    await expect(policy).toDeny(given("RuntimeDefault", { seccompProfile: { type: "Unconfined" } }), { by });
    await expect(policy).toDeny(given("Unconfined", { seccompProfile: { type: "Localhost" } }), { by });
  },
);

it.each(kinds)("asks nothing of a %s for Windows that Windows does not have", async (kind) => {
  const given = (name: string) =>
    workload(kind, {
      os: { name },
      containers: [{ name: "app" }, { name: "proxy", securityContext: { capabilities: { add: ["CHOWN"] } } }],
    });
  await expect(policy).toAllow(given("windows"));
  await expect(policy).toDeny(given("linux"), { by: "no privilege escalation" });
});

it.each(places)("keeps /proc masked in $kind, $list, in a user namespace too", ({ kind, list }) =>
  expect(policy).toDeny(
    workload(kind, {
      hostUsers: false,
      [list]: [{ name: "app", securityContext: { ...restricted, procMount: "Unmasked" } }],
    }),
    { by: "the usual /proc" },
  ),
);

it(
  "decides alike on all engines",
  () => agreement(policy, { runs: 30, inputs: generatedWorkloads as never }),
  timeout,
);
