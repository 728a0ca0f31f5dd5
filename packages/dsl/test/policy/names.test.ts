import { envoyPolicy } from "@bylaw/dsl/envoy";
import { describe, expect, it } from "vitest";

const always = () => true;

describe("a policy's names", () => {
  it.each(["", "a b", "1a", "a..b", "a.", "a-b", "a\nb", "é"])("refuse the package %j", (text) => {
    expect(() => envoyPolicy({ package: text, allow: { always } })).toThrow("is no Rego package");
  });

  it.each([
    ["", "is empty"],
    ["  ", "is empty"],
    ["malformed input", "has a meaning of its own"],
    ["line\nbreak", "cannot be printed"],
    ["\u202Edesrever", "cannot be printed"],
    ["\uD800", "cannot be printed"],
    ["x".repeat(201), "more than 200 characters"],
  ])("refuse the rule name %j", (name, reason) => {
    expect(() => envoyPolicy({ package: "p", allow: { [name]: always } })).toThrow(reason);
    expect(() => envoyPolicy({ package: "p", allow: {}, deny: { [name]: always } })).toThrow(reason);
  });

  it("refuse one name for an allow and a deny rule", () => {
    expect(() => envoyPolicy({ package: "p", allow: { same: always }, deny: { same: always } })).toThrow(
      'is the name of two rules: "same"',
    );
  });

  it("may be what objects have already", () => {
    const policy = envoyPolicy({ package: "p", allow: { constructor: always, ["__proto__"]: always } });
    expect(policy.rules).toEqual(["__proto__", "constructor"]);
    expect(policy.decide({}).allowedBy).toEqual(["__proto__", "constructor"]);
  });
});
