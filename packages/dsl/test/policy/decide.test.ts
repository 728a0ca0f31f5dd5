import { type EnvoyInput, envoyPolicy, type Rule } from "@bylaw/dsl/envoy";
import { now } from "@bylaw/dsl/time";
import { describe, expect, it } from "vitest";
import { frontendRequest, requestWith } from "../fixtures/envoy-input.ts";

const principal = ["attributes", "source", "principal"];
const method = ["attributes", "request", "http", "method"];
const headers = ["attributes", "request", "http", "headers"];

const frontend: Rule<EnvoyInput> = (input) =>
  input.attributes.source.principal === "spiffe://example.org/ns/default/sa/frontend-sa/frontend";
const reads: Rule<EnvoyInput> = (input) => ["GET", "HEAD"].includes(input.attributes.request.http.method);

describe("a decision", () => {
  const policy = envoyPolicy({
    package: "istio.authz",
    allow: { "z frontend": frontend, "a reads": reads },
    deny: { "debug is off": (input) => input.attributes.request.http.headers["x-debug"] === "on" },
  });

  it("allows by every rule that holds, by name in order", () => {
    expect(policy.decide(frontendRequest)).toEqual({
      allow: true,
      allowedBy: ["a reads", "z frontend"],
      deniedBy: [],
      malformed: [],
    });
  });

  it("denies by default", () => {
    const other = requestWith(method, "PUT");
    const policyOfReads = envoyPolicy({ package: "p", allow: { reads } });
    expect(policyOfReads.decide(other)).toEqual({ allow: false, allowedBy: [], deniedBy: [], malformed: [] });
  });

  it("lets a deny rule override, and still says what would have allowed", () => {
    const debug = requestWith([...headers, "x-debug"], "on");
    expect(policy.decide(debug)).toEqual({
      allow: false,
      allowedBy: ["a reads", "z frontend"],
      deniedBy: ["debug is off"],
      malformed: [],
    });
  });

  it("sorts names by code point, not by UTF-16 unit", () => {
    const always = () => true;
    const { decide, rules } = envoyPolicy({ package: "p", allow: { "😀": always, "\uFFFD": always } });
    expect(decide(frontendRequest).allowedBy).toEqual(["\uFFFD", "😀"]);
    expect(rules).toEqual(["\uFFFD", "😀"]);
  });

  it("cannot be changed", () => {
    const decision = policy.decide(frontendRequest);
    expect(Object.isFrozen(decision)).toBe(true);
    expect(Object.isFrozen(decision.allowedBy)).toBe(true);
  });
});

describe("a malformed input", () => {
  const policy = envoyPolicy({
    package: "istio.authz",
    allow: { frontend, reads },
    deny: { "no writes": (input) => !reads(input) },
  });

  it("takes away only the allow rule that reads it", () => {
    const decision = policy.decide(requestWith(principal, 7));
    expect(decision).toEqual({ allow: true, allowedBy: ["reads"], deniedBy: [], malformed: [] });
  });

  it("denies where a deny rule reads it, and says where", () => {
    const decision = policy.decide(requestWith(method, 7));
    expect(decision).toEqual({
      allow: false,
      allowedBy: ["frontend"],
      deniedBy: ["malformed input"],
      malformed: ["input.attributes.request.http.method"],
    });
  });

  it("does not take away what another deny rule finds", () => {
    const { decide } = envoyPolicy({
      package: "p",
      allow: { frontend },
      deny: { broken: (input) => !reads(input), closed: () => true },
    });
    expect(decide(requestWith(method, null)).deniedBy).toEqual(["closed", "malformed input"]);
  });

  it("names the link that is wrong, not what lies below it", () => {
    const decision = policy.decide(requestWith(["attributes", "request"], "GET"));
    expect(decision.malformed).toEqual(["input.attributes.request"]);
  });

  it.each([undefined, null, 7, "text", true, [], [frontendRequest], () => true, 10n, Symbol("input")])(
    "of the kind %s at the root allows nothing that reads it",
    (input) => {
      const decision = policy.decide(input);
      expect(decision.allow).toBe(false);
      expect(decision.allowedBy).toEqual([]);
      expect(decision.malformed).toEqual(["input"]);
    },
  );

  it("is checked whole before anything else where that is asked for", () => {
    const input = requestWith(["parsed_path"], ["api", 7]);
    expect(policy.decide(input).allow).toBe(true);
    expect(policy.decide(input, { check: "whole" })).toEqual({
      allow: false,
      allowedBy: [],
      deniedBy: ["malformed input"],
      malformed: ["input.parsed_path[*]"],
    });
    expect(policy.decide(frontendRequest, { check: "whole" })).toEqual(policy.decide(frontendRequest));
  });
});

describe("a rule that cannot be run to its end", () => {
  const failures: Readonly<Record<string, Rule<EnvoyInput>>> = {
    throws: () => {
      throw new Error("no");
    },
    "recurses without end": function endless(input): boolean {
      return endless(input);
    },
    "tries to write to the input": (input) => Reflect.set(input, "parsed_path", []) || deleted(input),
    "reads what is not declared": (input) => read(input, "nothing").length === 0,
    "is not a rule": (async () => true) as unknown as Rule<EnvoyInput>,
    "gives a truthy value": (() => "yes") as unknown as Rule<EnvoyInput>,
  };

  it.each(Object.entries(failures))("does not allow when it %s", (_, rule) => {
    const { decide } = envoyPolicy({ package: "p", allow: { rule, reads } });
    expect(decide(frontendRequest).allowedBy).toEqual(["reads"]);
  });

  it.each(Object.entries(failures))("denies when it %s", (_, rule) => {
    const { decide } = envoyPolicy({ package: "p", allow: { reads }, deny: { rule } });
    const decision = decide(frontendRequest);
    expect(decision.allow).toBe(false);
    expect(decision.deniedBy).toEqual(["malformed input"]);
    expect(decision.malformed).toEqual(["input"]);
  });

  function deleted(input: EnvoyInput): boolean {
    if (!Reflect.deleteProperty(input, "parsed_path")) throw new TypeError("the input cannot be written to");
    return true;
  }

  function read(input: EnvoyInput, key: string): string {
    return (input as unknown as Readonly<Record<string, string>>)[key] as string;
  }
});

describe("the time of a decision", () => {
  const seen: bigint[] = [];
  const policy = envoyPolicy({
    package: "p",
    allow: { first: () => seen.push(now().ns) > 0, second: () => seen.push(now().ns) > 0 },
  });

  it("is the one given, the same for every rule", () => {
    seen.length = 0;
    policy.decide(frontendRequest, { now: 42n });
    policy.decide(frontendRequest, { now: new Date("2026-11-24T09:30:00Z") });
    expect(seen).toEqual([42n, 42n, 1795512600000000000n, 1795512600000000000n]);
  });

  it("is one instant when none is given", () => {
    seen.length = 0;
    policy.decide(frontendRequest);
    expect(seen[0]).toBe(seen[1]);
  });

  it("comes back after a decision inside a rule, and ends with the decision", () => {
    const outer = envoyPolicy({
      package: "p",
      allow: { nested: (input) => policy.decide(input, { now: 1n }).allow && now().ns === 2n },
    });
    expect(outer.decide(frontendRequest, { now: 2n }).allow).toBe(true);
    expect(() => now()).toThrow("now() was called outside of a decision");
  });

  it("is refused when it is no time", () => {
    expect(() => policy.decide(frontendRequest, { now: new Date("no date") })).toThrow(TypeError);
  });
});
