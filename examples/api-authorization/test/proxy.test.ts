import { agreement } from "@bylaw/test-runner";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import policy from "../policies/proxy.ts";

const now = new Date("2026-11-25T17:30:00Z");
const data = {
  applications: {
    wiki: { groups: ["staff"], sensitive: false },
    payroll: { groups: ["finance"], sensitive: true },
  },
};

interface Parts {
  readonly user?: object;
  readonly device?: object;
  readonly country?: string;
  readonly risk?: number;
  readonly method?: string;
  readonly application?: string;
}

const access = ({
  user,
  device,
  country = "CH",
  risk = 10,
  method = "GET",
  application = "wiki",
}: Parts = {}) => ({
  user: { name: "ada", groups: ["staff", "finance"], ...user },
  device: {
    managed: true,
    compromised: false,
    disk_encrypted: true,
    patched: true,
    checked_at: "2026-11-25T17:28:00Z",
    ...device,
  },
  location: { country },
  risk,
  request: { method, application },
});
const steppedUp = { second_factor_at: "2026-11-25T17:20:00Z" };

describe("low risk", () => {
  it.each(["GET", "POST", "DELETE"])("has full access: %s", (method) =>
    expect(policy).toAllow(access({ method, application: "payroll" }), {
      by: "low risk has full access",
      data,
      now,
    }),
  );

  it("reaches nothing without a group", async () => {
    await expect(policy).toDeny(access({ user: { groups: ["staff"] }, application: "payroll" }), {
      data,
      now,
    });
    await expect(policy).toDeny(access({ application: "unknown" }), { data, now });
  });

  it("goes up to 30", () =>
    expect(policy).toAllow(access({ risk: 29.5, method: "POST" }), {
      by: "low risk has full access",
      data,
      now,
    }));

  it("needs one of the groups that an application has", () => {
    const shared = { applications: { wiki: { groups: ["guests", "staff"], sensitive: false } } };
    return expect(policy).toAllow(access({ method: "POST" }), { data: shared, now });
  });

  it("ends at 30", () => expect(policy).toDeny(access({ risk: 30, method: "POST" }), { data, now }));
});

it.each(["CH", "DE", "ES", "IN", "KR"])("people work from %s", (country) =>
  expect(policy).toAllow(access({ country }), { data, now }),
);

it("one common group is enough", () =>
  expect(policy).toAllow(access({ user: { groups: ["guests", "staff"] }, method: "POST" }), { data, now }));

it("groups of which none is common are not", () =>
  expect(policy).toDeny(access({ user: { groups: [] }, method: "POST" }), { data, now }));

describe("medium risk", () => {
  const by = "medium risk has full access after a step up";

  it("has full access after a step up", () =>
    expect(policy).toAllow(access({ risk: 69, method: "POST", user: steppedUp, application: "payroll" }), {
      by,
      data,
      now,
    }));

  it.each([undefined, "2026-11-25T17:15:00Z", "2026-11-25T17:30:00.000000001Z", "just now", ""])(
    "has none after a second factor at %j",
    (second_factor_at) =>
      expect(policy).toDeny(
        access({
          risk: 50,
          method: "POST",
          user: second_factor_at === undefined ? {} : { second_factor_at },
        }),
        { data, now },
      ),
  );

  it("lasts a quarter of an hour, and no second longer", async () => {
    const at = (second_factor_at: string) => access({ risk: 50, method: "POST", user: { second_factor_at } });
    await expect(policy).toAllow(at("2026-11-25T17:15:01Z"), { by, data, now });
    await expect(policy).toAllow(at("2026-11-25T17:30:00Z"), { by, data, now });
    await expect(policy).toDeny(at("2026-11-25T17:15:00Z"), { data, now });
  });

  it("begins at 30", () =>
    expect(policy).toAllow(access({ risk: 30, method: "POST", user: steppedUp }), { by, data, now }));

  it("reaches nothing without a group", async () => {
    for (const groups of [[], ["guests"]]) {
      const user = { ...steppedUp, groups };
      await expect(policy).toDeny(access({ risk: 50, method: "POST", user }), { data, now });
    }
    await expect(policy).toDeny(
      access({ risk: 50, method: "POST", user: steppedUp, application: "unknown" }),
      { data, now },
    );
  });

  it("ends at 70", () =>
    expect(policy).toDeny(access({ risk: 70, method: "POST", user: steppedUp }), { data, now }));
});

describe("high risk", () => {
  const by = "high risk reads what is not sensitive";

  it("reads what is not sensitive", async () => {
    await expect(policy).toAllow(access({ risk: 89 }), { by, data, now });
    await expect(policy).toDeny(access({ risk: 89, application: "payroll" }), { data, now });
    await expect(policy).toDeny(access({ risk: 89, method: "POST" }), { data, now });
    for (const groups of [[], ["guests"]])
      await expect(policy).toDeny(access({ risk: 89, user: { groups } }), { data, now });
    await expect(policy).toDeny(access({ risk: 89, application: "unknown" }), { data, now });
  });

  it("ends the session at 90", () =>
    expect(policy).toDeny(access({ risk: 90 }), {
      by: "the risk is too high for anything: the session ends",
      data,
      now,
    }));
});

it.each([10, 50, 89])("an application for no group is open to nobody, at a risk of %d", (risk) =>
  expect(policy).toDeny(access({ risk, user: steppedUp }), {
    data: { applications: { wiki: { groups: [], sensitive: false } } },
    now,
  }),
);

it.each([
  ["the device is not managed", { device: { managed: false } }],
  ["the device is compromised", { device: { compromised: true } }],
  ["the disk of the device is not encrypted", { device: { disk_encrypted: false } }],
  ["the device lacks updates", { device: { patched: false }, method: "POST" }],
  ["the device has not been checked for five minutes", { device: { checked_at: "2026-11-25T17:24:59Z" } }],
  ["the device has not been checked for five minutes", { device: { checked_at: "2026-11-25T17:30:01Z" } }],
  ["the device has not been checked for five minutes", { device: { checked_at: "yesterday" } }],
  ["nobody works from this country", { country: "KP" }],
  ["nobody works from this country", { country: "" }],
] as const)("says what went wrong: %s", (by, parts) =>
  expect(policy).toDeny(access(parts), { by, data, now }),
);

it("an old system may look", () =>
  expect(policy).toAllow(access({ device: { patched: false }, method: "HEAD" }), { data, now }));

it("access ends when the posture does", async () => {
  await expect(policy).toAllow(access({ device: { checked_at: "2026-11-25T17:25:00Z" } }), { data, now });
  await expect(policy).toDeny(access({ device: { checked_at: "2026-11-25T17:25:00Z", compromised: true } }), {
    data,
    now,
  });
});

it("decides alike on all engines", () => {
  const times = fc.constantFrom(
    "2026-11-25T17:28:00Z",
    "2026-11-25T17:15:00Z",
    "2026-11-25T18:29:00+01:00",
    "never",
  );
  const mostly = fc.oneof(
    { weight: 5, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  );
  const inputs = fc.record({
    user: fc.record(
      { name: fc.constant("ada"), groups: fc.subarray(["staff", "finance"]), second_factor_at: times },
      { requiredKeys: ["name", "groups"], noNullPrototype: true },
    ),
    device: fc.record({
      managed: mostly,
      compromised: mostly.map((one) => !one),
      disk_encrypted: mostly,
      patched: mostly,
      checked_at: fc.oneof(fc.constant("2026-11-25T17:29:00Z"), times),
    }),
    location: fc.record({ country: fc.constantFrom("CH", "DE", "KP") }),
    risk: fc.constantFrom(0, 29.5, 30, 69, 70, 89, 90, 100),
    request: fc.record({
      method: fc.constantFrom("GET", "HEAD", "POST"),
      application: fc.constantFrom("wiki", "payroll", "unknown"),
    }),
  });
  return agreement(policy, {
    runs: 2_000,
    inputs,
    data: fc.constant(data),
    times: fc.constant(BigInt(now.getTime()) * 1_000_000n),
  });
});
