import { fileURLToPath } from "node:url";
import { compile } from "@bylaw/compiler";
import fc from "fast-check";
import { expect, it } from "vitest";
import { checkAgreement, describeAgreement, jsonWebTokens } from "../../src/index.ts";
import support from "../policies/support.ts";

const entry = fileURLToPath(new URL("../policies/support.ts", import.meta.url));
const now = 1_795_514_400;

it("reaches a rule behind a token, and holds around the seconds at which one begins and ends", async () => {
  const compilation = compile({ entry });
  if (!compilation.ok) throw new Error("the policy does not compile");
  const authorization = jsonWebTokens({
    secret: "only for this test",
    issuer: "https://id.example",
    audience: "desk",
    now,
    claims: fc.record({
      roles: fc.constantFrom(["support"], ["support", "staff"], ["staff"], "support", [7]),
    }),
  });
  const result = await checkAgreement({
    policy: support,
    artefact: compilation.policy,
    runs: 3_000,
    authorization,
    // Up to two seconds around the token's own time.
    times: fc.integer({ min: -20, max: 20 }).map((tenths) => BigInt(now * 10 + tenths) * 100_000_000n),
  });
  expect(result.holds, describeAgreement(result, "support")).toBe(true);
  expect(result.allowed).toBeGreaterThan(50);
  expect(result.engines).toEqual(["opa", "opa-wasm", "javascript"]);
});
