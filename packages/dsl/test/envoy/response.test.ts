import { type EnvoyResponses, envoyAnswer, envoyResponsePolicy } from "@bylaw/dsl/envoy";
import { describe, expect, it } from "vitest";

describe("responses to Envoy", () => {
  it("deny with 403 unless they say another status", () => {
    expect(envoyAnswer("allowed", {})).toEqual({ allowed: true });
    expect(envoyAnswer("denied", {})).toEqual({ allowed: false, http_status: 403 });
    expect(envoyAnswer("denied", { http_status: 401, body: "" })).toEqual({
      allowed: false,
      http_status: 401,
      body: "",
    });
  });

  it.each([
    undefined,
    [],
    { permitted: {} },
    { allowed: null },
    { allowed: { allowed: false } },
    { denied: { allowed: true } },
    { denied: { http_status: 200 } },
    { denied: { http_status: 299 } },
    { denied: { http_status: "403" } },
    { denied: { body: 1 } },
    { denied: { body: null } },
    { denied: { query_parameters_to_set: {} } },
    { allowed: { headers: { a: 1 } } },
    { allowed: { headers: { a: [1] } } },
    { allowed: { headers: [{ a: "b" }] } },
    { allowed: { request_headers_to_remove: "a" } },
    { allowed: { http_status: 403 } },
    { allowed: { dynamic_metadata: { number: 2 ** 60 } } },
  ])("%j is refused", (given) => {
    // As JavaScript may call it.
    const response = given as EnvoyResponses;
    expect(() => envoyResponsePolicy({ package: "p", allow: {}, response })).toThrow(TypeError);
  });

  it("are made of the input, and deny where that cannot be done", () => {
    const policy = envoyResponsePolicy({
      package: "p",
      allow: { always: () => true },
      response: {
        allowed: ({ attributes }) => ({ headers: { "x-method": attributes.request.http.method } }),
        denied: { http_status: 401 },
      },
    });
    const input = (method: unknown) => ({ attributes: { request: { http: { method } } } });
    expect(policy.decide(input("GET"))).toMatchObject({
      allow: true,
      response: { allowed: true, headers: { "x-method": "GET" } },
    });
    for (const one of [input(5), input(undefined), {}, null])
      expect(policy.decide(one)).toMatchObject({
        allow: false,
        response: { allowed: false, http_status: 401 },
      });
    const broken = envoyResponsePolicy({
      package: "p",
      allow: { always: () => true },
      response: {
        allowed: () => {
          throw new Error("broken");
        },
        denied: ({ source_principal }) => ({ body: source_principal ?? "" }),
      },
    });
    expect(broken.decide({ source_principal: "a" }).response).toEqual({ allowed: false, http_status: 403 });
  });

  it("come with the decision, and are the denied one for whatever is malformed or throws", () => {
    const policy = envoyResponsePolicy({
      package: "p",
      allow: { get: (input) => input.attributes.request.http.method === "GET" },
      deny: {
        broken: (input) => {
          if (input.parsed_path[0] === "broken") throw new Error("broken");
          return false;
        },
      },
      response: { allowed: { headers: { a: "b" } } },
    });
    const input = (method: string, path: string) => ({
      attributes: { request: { http: { method } } },
      parsed_path: [path],
    });
    expect(policy.decide(input("GET", "a")).response).toEqual({ allowed: true, headers: { a: "b" } });
    for (const one of [input("POST", "a"), input("GET", "broken"), {}, null, undefined])
      expect(policy.decide(one).response).toEqual({ allowed: false, http_status: 403 });
  });
});
