import { agreement } from "@bylaw/test-runner";
import { describe, expect, it } from "vitest";
import policy from "../policies/baseline-profiles.ts";
import { generatedWorkloads, timeout } from "./generated-workloads.ts";
import { kinds, places, secured, workload } from "./workloads.ts";

const annotation = "container.apparmor.security.beta.kubernetes.io/app";

it.each(kinds)("accepts a plain %s", (kind) =>
  expect(policy).toAllow(workload(kind, { containers: [{ name: "app" }] })),
);

describe.each([
  ["AppArmor", "appArmorProfile", "AppArmor confines"],
  ["seccomp", "seccompProfile", "seccomp confines"],
] as const)("%s", (_, field, by) => {
  it.each(places)("is not switched off in $kind, $list", ({ kind, list }) =>
    expect(policy).toDeny(
      workload(kind, { [list]: [{ name: "app", securityContext: { [field]: { type: "Unconfined" } } }] }),
      { by },
    ),
  );

  it.each(kinds)("is not switched off for all of a %s", (kind) =>
    expect(policy).toDeny(workload(kind, { securityContext: { [field]: { type: "Unconfined" } } }), { by }),
  );

  it("is not switched off for the pod where a container has it on", () =>
    expect(policy).toDeny(
      secured(
        { [field]: { type: "RuntimeDefault" } },
        { securityContext: { [field]: { type: "Unconfined" } } },
      ),
      { by },
    ));

  it.each(["RuntimeDefault", "Localhost"])("may be %s", (type) =>
    expect(policy).toAllow(secured({ [field]: { type } }, { securityContext: { [field]: { type } } })),
  );
});

it.each(kinds)("AppArmor is not switched off by an annotation of the pods of a %s", async (kind) => {
  const given = (profile: string) =>
    workload(kind, {}, { annotations: { team: "shop", [annotation]: profile } });
  await expect(policy).toDeny(given("unconfined"), { by: "AppArmor confines, in annotations too" });
  await expect(policy).toDeny(given("localhost"), { by: "AppArmor confines, in annotations too" });
  await expect(policy).toDeny(given("unconfined-localhost/web"), {
    by: "AppArmor confines, in annotations too",
  });
  await expect(policy).toAllow(given("runtime/default"));
  await expect(policy).toAllow(given("localhost/web"));
  await expect(policy).toAllow(given(""));
});

it.each(["example.org/apparmor", `example.${annotation}`])(
  "another annotation may say anything: %s",
  (name) => expect(policy).toAllow(workload("Pod", {}, { annotations: { [name]: "unconfined" } })),
);

it.each(places)("SELinux is the usual in $kind, $list", async ({ kind, list }) => {
  const given = (seLinuxOptions: object) =>
    workload(kind, { [list]: [{ name: "app", securityContext: { seLinuxOptions } }] });
  await expect(policy).toDeny(given({ type: "spc_t" }), { by: "the usual SELinux types" });
  await expect(policy).toDeny(given({ user: "root" }), { by: "no SELinux users and roles" });
  await expect(policy).toDeny(given({ role: "sysadm_r" }), { by: "no SELinux users and roles" });
});

it.each(kinds)("SELinux is the usual for all of a %s", async (kind) => {
  const given = (seLinuxOptions: object) => workload(kind, { securityContext: { seLinuxOptions } });
  await expect(policy).toDeny(given({ type: "spc_t" }), { by: "the usual SELinux types" });
  await expect(policy).toDeny(given({ user: "root", type: "container_t" }), {
    by: "no SELinux users and roles",
  });
});

it.each(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"])(
  "the SELinux type may be %j",
  (type) =>
    expect(policy).toAllow(secured({ seLinuxOptions: { type, user: "", role: "", level: "s0:c123,c456" } })),
);

it(
  "decides alike on all engines",
  () => agreement(policy, { runs: 30, inputs: generatedWorkloads as never }),
  timeout,
);
