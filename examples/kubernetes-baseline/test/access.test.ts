import { agreement } from "@bylaw/test-runner";
import { describe, expect, it } from "vitest";
import policy from "../policies/access.ts";
import { objectReview } from "./reviews.ts";

const rbac = "rbac.authorization.k8s.io/v1";
const parameters = { administrators: ["emergency"] };
const read = { verbs: ["get", "list", "watch"], apiGroups: [""], resources: ["pods"] };

describe.each(["Role", "ClusterRole"])("%s", (kind) => {
  const given = (...rules: readonly object[]) => ({
    review: objectReview(`${rbac}/${kind}`, { rules }),
    parameters,
  });

  it("accepts what is named", async () => {
    await expect(policy).toAllow(given(read, { verbs: ["get"], nonResourceURLs: ["/healthz"] }));
    await expect(policy).toAllow(given());
    await expect(policy).toAllow({ review: objectReview(`${rbac}/${kind}`, { rules: null }), parameters });
  });

  it.each([
    { verbs: ["*"] },
    { verbs: ["get", "*"] },
    { apiGroups: ["*"] },
    { resources: ["pods", "*"] },
    { nonResourceURLs: ["*"] },
  ])("has no wildcard: %j", (parts) =>
    expect(policy).toDeny(given(read, { ...read, ...parts }), { by: "no wildcards" }),
  );

  it.each(["bind", "escalate", "impersonate"])("may not %s", (verb) =>
    expect(policy).toDeny(given({ ...read, verbs: ["get", verb] }), { by: "no way around the role" }),
  );
});

describe.each(["RoleBinding", "ClusterRoleBinding"])("%s", (kind) => {
  const given = (role: string, subject: object, name = "orders") => ({
    review: objectReview(`${rbac}/${kind}`, {
      metadata: { name },
      subjects: [{ kind: "ServiceAccount", name: "orders", namespace: "shop" }, subject],
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
    }),
    parameters,
  });
  const user = { kind: "User", name: "ada@example.org" };

  it("binds what is less than everything", async () => {
    await expect(policy).toAllow(given("view", user));
    await expect(policy).toAllow(given("view", { kind: "Group", name: "orders" }));
  });

  it("binds cluster-admin only where the constraint says so", async () => {
    const by = "cluster-admin is bound to nobody else";
    await expect(policy).toDeny(given("cluster-admin", user), { by });
    await expect(policy).toAllow(given("cluster-admin", user, "emergency"));
  });

  it.each(["system:masters", "system:authenticated", "system:unauthenticated"])(
    "does not bind %s",
    async (name) => {
      const by = "no binding of groups that are too large";
      await expect(policy).toDeny(given("view", { kind: "Group", name }), { by });
      await expect(policy).toAllow(given("view", { kind: "User", name }));
    },
  );
});

it("takes a role of a namespace for what it is, whatever it is called", () =>
  expect(policy).toAllow({
    review: objectReview(`${rbac}/RoleBinding`, {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "cluster-admin" },
    }),
    parameters,
  }));

it("decides alike on all engines", () => agreement(policy, { runs: 600 }));
