import { agreement } from "@bylaw/test-runner";
import fc from "fast-check";
import { expect, it } from "vitest";
import policy from "../policies/service-account-tokens.ts";
import { timeout } from "./generated-workloads.ts";
import { kinds, workload } from "./workloads.ts";

const by = "no token of the default service account";

it.each(kinds)("a %s has an account of its own, or no token", async (kind) => {
  await expect(policy).toAllow(workload(kind, { serviceAccountName: "orders" }));
  await expect(policy).toAllow(workload(kind, { automountServiceAccountToken: false }));
  await expect(policy).toDeny(workload(kind, {}), { by });
  await expect(policy).toDeny(workload(kind, { serviceAccountName: "" }), { by });
  await expect(policy).toDeny(workload(kind, { serviceAccountName: "default" }), { by });
  await expect(policy).toDeny(workload(kind, { automountServiceAccountToken: true }), { by });
});

it(
  "decides alike on all engines",
  () => {
    const inputs = fc
      .tuple(
        fc.constantFrom(...kinds),
        fc.record(
          {
            serviceAccountName: fc.constantFrom("", "default", "orders", null),
            automountServiceAccountToken: fc.constantFrom(true, false, null),
          },
          { requiredKeys: [], noNullPrototype: true },
        ),
      )
      .map(([kind, spec]) => workload(kind, spec));
    return agreement(policy, { runs: 100, inputs: inputs as fc.Arbitrary<never> });
  },
  timeout,
);
