import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BuiltinError, valueBuiltins } from "../../src/builtins/index.ts";
import { directBuiltins } from "../../src/javascript/direct/index.ts";
import { RegoSet, type Value } from "../../src/values/value.ts";

const context = { now: 0n };

/** A builtin as the table has it; a builtin error is undefined. */
function general(name: string): (args: readonly (Value | undefined)[]) => Value | undefined {
  return (args) => {
    try {
      return valueBuiltins.get(name)?.(args as readonly Value[], context);
    } catch (error) {
      if (error instanceof BuiltinError) return undefined;
      throw error;
    }
  };
}

function expectSame(name: string, calls: readonly (readonly Value[])[]): void {
  const table = general(name);
  const direct = directBuiltins.get(name)?.(table);
  for (const args of calls)
    expect({ name, args, result: direct?.(...args) }).toEqual({ name, args, result: table(args) });
}

const someValue = fc.constantFrom<Value>(
  ...[null, true, 0, -1, 2.5, 9007199254740993n, "", "a", "ab", "\u{1f600}", "10.0.0.1"],
  ...[[], ["a", "b"], ["a", 1], [["a"]], {}, { a: 1 }, new RegoSet(["a", ["a"]]), new RegoSet()],
);
const octet = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map(String),
  fc.constantFrom("00", "01", "", "a", "-1"),
);
const address = fc.oneof(
  fc.tuple(octet, octet, octet, octet).map((octets) => octets.join(".")),
  fc.constantFrom(
    "10.0.0.1",
    "10.255.255.255",
    "11.0.0.0",
    "1.2.3",
    "1.2.3.4.5",
    "::1",
    "::ffff:10.1.2.3",
    "x",
    "",
  ),
);
const cidr = fc.oneof(
  fc
    .tuple(
      address,
      fc.oneof(fc.integer({ min: 0, max: 34 }).map(String), fc.constantFrom("08", "", "a", "104")),
    )
    .map(([base, bits]) => `${base}/${bits}`),
  fc.constantFrom("10.0.0.0/8", "0.0.0.0/0", "::ffff:a00:0/104", "::/0", "2001:db8::/32", "10.0.0.0"),
);
const zone = fc.constantFrom(
  ...["UTC", "", "Asia/Kolkata", "Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"],
  ...["America/New_York", "Asia/Kathmandu", "Africa/Monrovia", "asia/kolkata", "Nowhere/Else"],
);
const seconds = fc.oneof(
  fc.integer({ min: -2_000_000_000, max: 5_000_000_000 }),
  // Around changes of the clocks, and the day that Samoa left out.
  fc
    .tuple(
      fc.constantFrom(1_711_846_800, 1_729_987_200, 1_710_054_060, 1_320_550_260, 1_325_239_200, 63_593_070),
      fc.integer({ min: -7_300, max: 7_300 }),
    )
    .map(([change, off]) => change + off),
);

describe("the quick way of a builtin gives what the builtin gives", () => {
  test.each([...directBuiltins.keys()])("%s of any operands", (name) => {
    const operands = fc.array(someValue, { minLength: 1, maxLength: 3 });
    expectSame(name, fc.sample(operands, { numRuns: 300, seed: 3 }));
  });

  test("addresses and blocks", () => {
    expectSame(
      "net.cidr_contains",
      fc.sample(fc.tuple(cidr, fc.oneof(address, cidr)), { numRuns: 3_000, seed: 5 }),
    );
    expectSame("net.cidr_is_valid", fc.sample(fc.tuple(cidr), { numRuns: 1_000, seed: 5 }));
  });

  test("times in zones", () => {
    const instant = fc
      .tuple(seconds, fc.integer({ min: 0, max: 999_999_999 }), zone)
      .map(([second, rest, name]): Value[] => [[BigInt(second) * 1_000_000_000n + BigInt(rest), name]]);
    for (const name of ["time.clock", "time.weekday"])
      expectSame(name, fc.sample(instant, { numRuns: 1_500, seed: 11 }));
  });
});
