import { describe, expect, it } from "vitest";
import { findingPolicy } from "../../src/own/index.ts";
import { t } from "../../src/schema/index.ts";

const policy = findingPolicy({
  package: "test.findings",
  input: t.object({ items: t.array(t.object({ name: t.string, size: t.number })), note: t.opt(t.string) }),
  data: t.object({ largest: t.number }),
  deny: {
    *"too large"({ items }, documents) {
      for (const { name, size } of items) {
        if (size > documents.largest) yield { msg: `${name} is too large`, details: { size } };
      }
    },
    "no name": ({ items }) => items.filter(({ name }) => name === "").map(() => ({ msg: "no name" })),
  },
  warn: {
    *note({ note }) {
      if (note === undefined) yield { msg: "no note" };
    },
  },
});
const data = { largest: 10 };

describe("decide", () => {
  it("allows what nothing is found in, whatever is warned of", () => {
    const decision = policy.decide({ items: [{ name: "a", size: 1 }] }, { data });
    expect(decision).toMatchObject({ allow: true, deniedBy: [], findings: [] });
    expect(decision.warnings).toEqual([{ rule: "note", msg: "no note", details: {} }]);
  });

  it("gives each finding once, with its rule, in an order of its own", () => {
    const items = [
      { name: "b", size: 11 },
      { name: "a", size: 12 },
      { name: "", size: 1 },
      { name: "", size: 2 },
    ];
    const { allow, deniedBy, findings } = policy.decide({ items, note: "" }, { data });
    expect(allow).toBe(false);
    expect(deniedBy).toEqual(["no name", "too large"]);
    expect(findings).toEqual([
      { rule: "no name", msg: "no name", details: {} },
      { rule: "too large", msg: "a is too large", details: { size: 12 } },
      { rule: "too large", msg: "b is too large", details: { size: 11 } },
    ]);
  });

  it("keeps what was found before something malformed, and says what that is", () => {
    const { findings, malformed } = policy.decide(
      { items: [{ name: "a", size: 12 }, { name: "b" }], note: 5 },
      { data },
    );
    expect(malformed).toEqual(["input.items[1].size"]);
    expect(findings.map(({ msg }) => msg)).toEqual([
      "malformed input: input.items[1].size",
      "a is too large",
    ]);
  });

  it("checks data documents as they are read", () => {
    const input = { items: [{ name: "a", size: 1 }] };
    expect(policy.decide(input, { data: {} }).malformed).toEqual(["data.largest"]);
    expect(policy.decide({ items: [] }, { data: {} }).allow).toBe(true);
    expect(policy.decide({ items: [] }, { data: {}, check: "whole" }).malformed).toEqual(["data.largest"]);
  });

  it("neither throws nor allows, whatever the input is", () => {
    for (const input of [undefined, null, 5, "text", [], {}, { items: {} }, { items: [null] }])
      expect(policy.decide(input, { data }).allow).toBe(false);
  });
});
