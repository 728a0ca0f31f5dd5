import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/baseline-privileges.ts";
import { generatedWorkloads, timeout } from "./generated-workloads.ts";
import { kinds, places, secured, workload } from "./workloads.ts";

it.each(kinds)("accepts a plain %s", (kind) =>
  expect(policy).toAllow(workload(kind, { containers: [{ name: "app" }] })),
);

it.each(places)("refuses privileged containers in $kind, $list", async ({ kind, list }) => {
  const given = (privileged: boolean) =>
    workload(kind, { [list]: [{ name: "app", securityContext: { privileged } }] });
  await expect(policy).toDeny(given(true), { by: "no privileged containers" });
  await expect(policy).toAllow(given(false));
});

it("finds the privileged container among others", () =>
  expect(policy).toDeny(
    workload("Deployment", {
      containers: [{ name: "a" }, { name: "b", securityContext: { privileged: true } }, { name: "c" }],
    }),
    { by: "no privileged containers" },
  ));

it.each(places)("refuses capabilities in $kind, $list", ({ kind, list }) =>
  expect(policy).toDeny(
    workload(kind, {
      [list]: [{ name: "app", securityContext: { capabilities: { add: ["CHOWN", "SYS_ADMIN"] } } }],
    }),
    { by: "no unusual capabilities" },
  ),
);

it.each(["NET_RAW", "NET_ADMIN", "SYS_PTRACE", "ALL", "chown", "CAP_CHOWN", ""])("refuses %j", (capability) =>
  expect(policy).toDeny(secured({ capabilities: { add: [capability] } }), { by: "no unusual capabilities" }),
);

it.each([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
])("accepts %s", (capability) =>
  expect(policy).toAllow(secured({ capabilities: { add: [capability], drop: ["NET_RAW"] } })),
);

it.each(places)("keeps /proc masked in $kind, $list", async ({ kind, list }) => {
  const given = (procMount: string, spec: object = {}) =>
    workload(kind, { [list]: [{ name: "app", securityContext: { procMount } }], ...spec });
  await expect(policy).toDeny(given("Unmasked"), { by: "the usual /proc" });
  await expect(policy).toDeny(given("Unmasked", { hostUsers: true }), { by: "the usual /proc" });
  await expect(policy).toAllow(given("Default"));
  await expect(policy).toAllow(given("Unmasked", { hostUsers: false }));
});

it.each(kinds)("refuses sysctls in %s", (kind) =>
  expect(policy).toDeny(
    workload(kind, { securityContext: { sysctls: [{ name: "kernel.msgmax", value: "65536" }] } }),
    { by: "safe sysctls only" },
  ),
);

it.each([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
])("accepts the sysctl %s", (name) =>
  expect(policy).toAllow(workload("Pod", { securityContext: { sysctls: [{ name, value: "1" }] } })),
);

it(
  "decides alike on all engines",
  () => agreement(policy, { runs: 30, inputs: generatedWorkloads as never }),
  timeout,
);
