import { describe, expect, it } from "vitest";
import { spiffeId } from "../src/spiffe.ts";

const pattern = "spiffe://company.com/ns/{environment}/sa/{service}";

describe("spiffeId", () => {
  it("gives the parts by name", () => {
    expect(spiffeId("spiffe://company.com/ns/prod/sa/payments", pattern)).toEqual({
      environment: "prod",
      service: "payments",
    });
  });

  it.each([
    "spiffe://company.com/ns/prod/sa/payments/debug",
    "spiffe://company.com/ns/prod/sa",
    "spiffe://company.com/ns/prod/sa/",
    "spiffe://company.com/ns/../sa/payments",
    "spiffe://company.com/ns/pr%6Fd/sa/payments",
    "spiffe://Company.com/ns/prod/sa/payments",
    "spiffe://company.com.evil.example/ns/prod/sa/payments",
    "SPIFFE://company.com/ns/prod/sa/payments",
    "company.com/ns/prod/sa/payments",
    `spiffe://company.com/ns/${"a".repeat(2_100)}/sa/payments`,
    "",
  ])("is undefined for %j", (id) => expect(spiffeId(id, pattern)).toBeUndefined());

  it.each([
    "",
    "spiffe://",
    "spiffe://{a}/{a}",
    "spiffe://company.com/ns-{environment}",
    "https://company.com/{a}",
  ])("throws on the pattern %j", (wrong) => expect(() => spiffeId("", wrong)).toThrow(TypeError));
});
