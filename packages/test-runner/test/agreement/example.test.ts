import { fileURLToPath } from "node:url";
import { compile } from "@bylaw/compiler";
import fc from "fast-check";
import { expect, it } from "vitest";
import policy from "../../../../examples/envoy-istio/policies/authz.ts";
import { bearer } from "../../../../examples/envoy-istio/test/identity-provider.ts";
import { checkAgreement, describeAgreement } from "../../src/index.ts";

const entry = fileURLToPath(new URL("../../../../examples/envoy-istio/policies/authz.ts", import.meta.url));

const authorization = fc.oneof(
  fc.constantFrom("Bearer x", "Bearer a.b.c", "Basic YTpi", "", `Token ${bearer({ roles: ["auditor"] })}`),
  fc
    .record({
      roles: fc.constantFrom(
        ["auditor"],
        ["staff", "auditor"],
        ["staff"],
        [],
        "auditor",
        null,
        ["auditor", 7],
        undefined,
      ),
      exp: fc.constantFrom(4_102_444_800, 1_800_000_000, 1_700_000_000, "never"),
      aud: fc.constantFrom("backend", ["backend", "shop"], "shop", []),
    })
    .map(bearer),
);

it("holds for the example over 20,000 inputs, a third of them malformed", async () => {
  const compilation = compile({ entry });
  if (!compilation.ok) throw new Error("the example does not compile");
  const result = await checkAgreement({ policy, artefact: compilation.policy, runs: 20_000, authorization });
  expect(result.holds, describeAgreement(result, "envoy-istio")).toBe(true);
  expect(result.inputs).toBe(20_000);
  expect(result.malformed).toBeGreaterThan(6_500);
  expect(
    [...result.reached.values()].every((count) => count > 0),
    describeAgreement(result, "envoy-istio"),
  ).toBe(true);
}, 300_000);
