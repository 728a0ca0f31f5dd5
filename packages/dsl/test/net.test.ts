import { inCidr } from "@bylaw/dsl/net";
import { describe, expect, it } from "vitest";

describe("an address in a network", () => {
  it.each([
    ["10.1.2.3", ["10.0.0.0/8"], true],
    ["11.1.2.3", ["10.0.0.0/8"], false],
    ["11.1.2.3", ["10.0.0.0/8", "11.0.0.0/8"], true],
    ["::ffff:10.1.2.3", ["10.0.0.0/8"], true],
    ["2001:db8::1", ["2001:db8::/32"], true],
    ["2001:db9::1", ["2001:db8::/32"], false],
    ["10.1.2.3", ["2001:db8::/32"], false],
    ["10.1.2.3", [], false],
  ])("%s in %j: %s", (ip, cidrs, expected) => {
    expect(inCidr(ip, ...cidrs)).toBe(expected);
  });

  it.each([
    "",
    "10.1.2",
    "010.1.2.3",
    "10.1.2.3:80",
    "10.0.0.0/8",
    "fe80::1%eth0",
    " 10.1.2.3",
    "example.org",
  ])("is not known when %j is no address", (ip) => {
    expect(inCidr(ip, "0.0.0.0/0", "::/0")).toBeUndefined();
  });

  it.each(["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "all", ""])("cannot be asked of %j", (cidr) => {
    expect(() => inCidr("10.1.2.3", cidr)).toThrow(TypeError);
  });
});
