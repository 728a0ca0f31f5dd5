import { agreement } from "@bylaw/test-runner";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import policy from "../policies/authz.ts";
import { bearer } from "./identity-provider.ts";
import { request } from "./requests.ts";

const open = { now: new Date("2026-11-24T10:00:00Z") };
const customAuth = { "x-custom-auth": "secure-token-2026" };
const otherPod = "spiffe://example.org/ns/default/sa/debug-sa/debug";

describe("the three requests that try a roll-out", () => {
  it("from the frontend without the header: denied", async () => {
    await expect(policy).toDeny(request(), open);
  });

  it("from the frontend with the header: allowed", async () => {
    await expect(policy).toAllow(request({ headers: customAuth }), {
      by: "frontend may call the secure API",
      ...open,
    });
  });

  it("from another pod, even with the header: denied", async () => {
    await expect(policy).toDeny(request({ principal: otherPod, headers: customAuth }), open);
  });
});

describe("frontend may call the secure API", () => {
  it.each([
    ["another path", { path: "/api/secure/more" }],
    ["the path with a query", { path: "/api/secure?debug=1" }],
    ["a wrong header", { headers: { "x-custom-auth": "secure-token-2025" } }],
    ["no identity", { principal: "" }],
  ])("not with %s", async (_, parts) => {
    await expect(policy).toDeny(request({ headers: customAuth, ...parts }), open);
  });
});

describe("auditors may read", () => {
  const auditor = { authorization: bearer({ roles: ["staff", "auditor"] }) };

  it.each(["GET", "HEAD"])("anything below /api, by %s", async (method) => {
    const reading = request({ principal: otherPod, method, path: "/api/orders?page=2", headers: auditor });
    await expect(policy).toAllow(reading, { by: "auditors may read", ...open });
  });

  it.each([
    ["by writing", { method: "POST" }],
    ["elsewhere", { path: "/admin" }],
    ["in another role", { headers: { authorization: bearer({ roles: ["staff"] }) } }],
    ["without roles", { headers: { authorization: bearer({}) } }],
    ["with roles that are no list", { headers: { authorization: bearer({ roles: "auditor" }) } }],
    [
      "with a token that is over",
      { headers: { authorization: bearer({ roles: ["auditor"], exp: 1_700_000_000 }) } },
    ],
    [
      "with a token for another service",
      { headers: { authorization: bearer({ roles: ["auditor"], aud: "shop" }) } },
    ],
    ["with another scheme", { headers: { authorization: auditor.authorization.replace("Bearer", "Token") } }],
    ["with a forged token", { headers: { authorization: `${auditor.authorization.slice(0, -4)}AAAA` } }],
    ["without a token", { headers: {} }],
  ])("not %s", async (_, parts) => {
    await expect(policy).toDeny(
      request({ principal: otherPod, path: "/api/orders", headers: auditor, ...parts }),
      open,
    );
  });
});

describe("closed outside business hours", () => {
  const allowed = request({ headers: customAuth });
  const by = "closed outside business hours";

  it.each(["2026-11-24T02:30:00Z", "2026-11-24T12:29:59Z"])("open at %s", async (time) => {
    await expect(policy).toAllow(allowed, { now: new Date(time) });
  });

  it.each(["2026-11-24T02:29:59Z", "2026-11-24T12:30:00Z", "2026-11-22T10:00:00Z"])(
    "closed at %s",
    async (time) => {
      await expect(policy).toDeny(allowed, { by, now: new Date(time) });
    },
  );
});

describe("only from the cluster network", () => {
  const by = "only from the cluster network";

  it.each(["10.0.0.1", "10.255.255.255", "::ffff:10.1.2.3"])("open to %s", async (address) => {
    await expect(policy).toAllow(request({ headers: customAuth, address }), open);
  });

  it.each(["192.168.0.1", "11.0.0.1", "2001:db8::1", "010.0.0.1", "localhost", null])(
    "closed to %s",
    async (address) => {
      await expect(policy).toDeny(request({ headers: customAuth, address }), { by, ...open });
    },
  );
});

describe("whatever comes", () => {
  it("an input that is none is denied", async () => {
    for (const input of [null, [], "GET /api/secure", {}, { attributes: { source: "10.1.2.3" } }]) {
      await expect(policy).toDeny(input, { by: "malformed input", ...open });
    }
  });

  it("TypeScript, OPA and WebAssembly decide alike", async () => {
    const authorization = fc.oneof(
      fc.constantFrom("Bearer x", "Basic YTpi", ""),
      fc
        .record({
          roles: fc.constantFrom(["auditor"], ["staff"], [], "auditor", null, ["auditor", 7]),
          exp: fc.constantFrom(4_102_444_800, 1_800_000_000, 1_700_000_000),
        })
        .map(bearer),
    );
    // Any hour will do; at most of them the office is closed, so one of its hours comes up as often as all others.
    const times = fc.oneof(
      fc.constant(BigInt(open.now.getTime()) * 1_000_000n),
      fc.integer({ min: 0, max: 24 * 365 }).map((hour) => BigInt(hour) * 3_600_000_000_000n),
    );
    const { allowed } = await agreement(policy, { runs: 1_000, authorization, times });
    expect(allowed).toBeGreaterThan(0);
  });
});
