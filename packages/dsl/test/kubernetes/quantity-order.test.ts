import { quantityAtLeast, quantityAtMost } from "@bylaw/dsl/kubernetes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** What each suffix stands for, in units of 10⁻⁹. */
const nanos: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 10n ** 3n,
  m: 10n ** 6n,
  "": 10n ** 9n,
  k: 10n ** 12n,
  M: 10n ** 15n,
  G: 10n ** 18n,
  T: 10n ** 21n,
  P: 10n ** 24n,
  E: 10n ** 27n,
  Ki: 2n ** 10n * 10n ** 9n,
  Mi: 2n ** 20n * 10n ** 9n,
  Gi: 2n ** 30n * 10n ** 9n,
  Ti: 2n ** 40n * 10n ** 9n,
  Pi: 2n ** 50n * 10n ** 9n,
  Ei: 2n ** 60n * 10n ** 9n,
};

const decimals = 12;
const amount = fc
  .record({
    whole: fc.oneof(fc.constantFrom(0n, 1n, 500n, 512n, 1000n, 1024n, 1048576n), fc.bigInt(0n, 10n ** 20n)),
    fraction: fc.oneof(fc.constantFrom("", "5", "50", "976562500000"), fc.stringMatching(/^[0-9]{0,12}$/)),
    suffix: fc.constantFrom(...Object.keys(nanos)),
  })
  .map(({ whole, fraction, suffix }) => ({
    text: `${whole}${fraction === "" ? "" : "."}${fraction}${suffix}`,
    value: BigInt(`${whole}${fraction.padEnd(decimals, "0")}`) * (nanos[suffix] ?? 0n),
  }));

describe("amounts of Kubernetes", () => {
  it("are compared as the numbers that they are", () =>
    fc.assert(
      fc.property(amount, amount, (one, limit) => {
        expect(quantityAtMost(one.text, limit.text)).toBe(one.value <= limit.value);
        expect(quantityAtLeast(one.text, limit.text)).toBe(one.value >= limit.value);
      }),
      { numRuns: 5_000 },
    ));

  it.each([
    ["0.5", "500m"],
    ["1Ki", "1024"],
    ["1.5Gi", "1536Mi"],
    ["+01.50", "1.5"],
    [".5k", "500"],
    ["5.", "5"],
    ["1E", "1000P"],
    [1_000, "1k"],
    [0, "0Ei"],
  ])("%j is %j", (quantity, limit) => {
    expect(quantityAtMost(quantity, limit)).toBe(true);
    expect(quantityAtLeast(quantity, limit)).toBe(true);
  });

  it("are told apart far beyond what a double holds", () => {
    expect(quantityAtMost("9007199254740993", "9007199254740992")).toBe(false);
    expect(quantityAtMost("1.0000000000000000000000001", "1")).toBe(false);
    expect(quantityAtMost(`${"9".repeat(100_000)}n`, "1Ei")).toBe(false);
  });

  it.each([
    "",
    ".",
    "-1",
    "1e3",
    "1E3",
    "1 Gi",
    "1K",
    "1gi",
    "1mi",
    "1,5",
    "Gi",
    "0x1",
    "1Gi\n",
    "５",
    0.5,
    -1,
    2 ** 53,
  ])("%j is none", (quantity) => {
    expect(quantityAtMost(quantity, "1")).toBeUndefined();
    expect(quantityAtLeast(quantity, "1")).toBeUndefined();
  });

  it.each(["", "lots", "-1", "1e3", "1 Gi"])("the limit %j is refused", (limit) => {
    expect(() => quantityAtMost("1", limit)).toThrow(TypeError);
  });
});
