import { httpPolicy } from "@bylaw/dsl/http";
import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";
import { describe, expect, it } from "vitest";

const risk = policy({
  package: "p",
  input: t.object({ risk: t.number, user: t.opt(t.string), blocked: t.opt(t.boolean) }),
  allow: { "not high": (input) => input.risk < 70 },
  deny: { blocked: (input) => input.blocked === true },
  obligations: {
    allowed: {
      *"step up"(input) {
        if (input.risk >= 30) yield { id: "step-up" };
      },
      "log twice": (input) =>
        [input, input].map(({ user }) => ({ id: "log", details: { user: user ?? null } })),
    },
    denied: {
      *end(input) {
        yield { id: "end", details: { user: input.user ?? "nobody" } };
      },
    },
  },
});

describe("obligations", () => {
  it("go with what is allowed, each once and sorted", () => {
    expect(risk.decide({ risk: 40, user: "a" })).toMatchObject({
      allow: true,
      obligations: [
        { rule: "log twice", id: "log", details: { user: "a" } },
        { rule: "step up", id: "step-up", details: {} },
      ],
    });
    expect(risk.decide({ risk: 10 }).obligations.map(({ id }) => id)).toEqual(["log"]);
  });

  it("are others where a deny rule overrides", () => {
    const decision = risk.decide({ risk: 40, blocked: true });
    expect(decision.allow).toBe(false);
    expect(decision.allowedBy).toEqual(["not high"]);
    expect(decision.obligations).toEqual([{ rule: "end", id: "end", details: { user: "nobody" } }]);
  });

  it("deny when they cannot be read, and are then not told", () => {
    const decision = risk.decide({ risk: 10, user: 5 });
    expect(decision).toMatchObject({
      allow: false,
      deniedBy: ["malformed input"],
      malformed: ["input.user"],
      obligations: [],
    });
    expect(risk.decide({ risk: 10, user: 5 }, { check: "whole" })).toMatchObject({
      allow: false,
      obligations: [],
    });
    for (const input of [null, {}, 5]) expect(risk.decide(input).allow).toBe(false);
  });

  it("are rules with names of their own", () => {
    expect(risk.rules).toEqual(["blocked", "end", "log twice", "not high", "step up"]);
    expect(() =>
      policy({
        package: "p",
        input: t.object({}),
        allow: { one: () => true },
        obligations: { allowed: { one: () => [] } },
      }),
    ).toThrow("two rules");
  });

  it("go with decisions about requests, too", () => {
    const api = httpPolicy({
      package: "api",
      claims: t.object({ sub: t.string }),
      allow: { everyone: () => true },
      obligations: { allowed: { log: ({ request }) => [{ id: "log", details: { path: request.path } }] } },
    });
    const input = { request: { method: "GET", path: "/a" } };
    expect(api.decide(input).obligations.map(({ id }) => id)).toEqual(["log"]);
  });
});
