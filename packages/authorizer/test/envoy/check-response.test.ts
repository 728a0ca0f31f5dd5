import type { Json, Outcome } from "@bylaw/engine";
import type protobuf from "protobufjs";
import { beforeAll, describe, expect, it } from "vitest";
import { checkResponse, DecisionError, unreadableResponse } from "../../src/envoy/check-response.ts";
import { envoyFiles } from "./envoy-files.ts";

let response: protobuf.Type;

beforeAll(async () => {
  response = (await envoyFiles()).lookupType("envoy.service.auth.v3.CheckResponse");
});

/** Read by Envoy's own description. */
const read = (bytes: Uint8Array) => response.toObject(response.decode(bytes), { arrays: false });
const answered = (value: Json) => read(checkResponse({ kind: "defined", value }, "d1"));
const decisionId = { fields: { decision_id: { stringValue: "d1" } } };
const header = (key: string, value: string) => ({ header: { key, value } });

describe("a boolean", () => {
  it("allows", () => expect(answered(true)).toMatchObject({ dynamicMetadata: decisionId }));
  it("allows with status 0", () => expect(answered(true).status.code ?? 0).toBe(0));
  it("denies", () => {
    expect(answered(false)).toMatchObject({ status: { code: 7 }, dynamicMetadata: decisionId });
    expect(answered(false)).not.toHaveProperty("deniedResponse");
  });
});

describe("an object", () => {
  it("allows with headers, parameters and metadata", () =>
    expect(
      answered({
        allowed: true,
        headers: { "x-user": "a", "x-role": ["r", "s"] },
        response_headers_to_add: [{ "x-a": "1" }, { "x-b": "2" }],
        request_headers_to_remove: ["cookie"],
        query_parameters_to_set: { page: "1", tag: ["a", "b"] },
        query_parameters_to_remove: ["debug"],
        dynamic_metadata: { tenant: "t" },
        unknown: 1,
      }),
    ).toMatchObject({
      okResponse: {
        headers: [header("x-user", "a"), header("x-role", "r"), header("x-role", "s")],
        responseHeadersToAdd: [header("x-a", "1"), header("x-b", "2")],
        headersToRemove: ["cookie"],
        queryParametersToSet: [
          { key: "page", value: "1" },
          { key: "tag", value: "a" },
          { key: "tag", value: "b" },
        ],
        queryParametersToRemove: ["debug"],
      },
      dynamicMetadata: { fields: { ...decisionId.fields, tenant: { stringValue: "t" } } },
    }));

  it("denies with status, headers and body", () =>
    expect(
      answered({
        allowed: false,
        http_status: 401,
        headers: { "www-authenticate": "Bearer" },
        body: "sign in",
      }),
    ).toMatchObject({
      status: { code: 7 },
      deniedResponse: {
        status: { code: 401 },
        headers: [header("www-authenticate", "Bearer")],
        body: "sign in",
      },
    }));

  it("denies with 403 where it names no status", () =>
    expect(answered({ allowed: false })).toMatchObject({ deniedResponse: { status: { code: 403 } } }));
});

describe("what no proxy may take for an answer", () => {
  it.each<Json>([
    null,
    "true",
    1,
    [],
    {},
    { allowed: "true" },
    { allowed: true, headers: { "x-a": 1 } },
    { allowed: true, headers: "x" },
    { allowed: true, headers: [["x"]] },
    { allowed: true, request_headers_to_remove: "cookie" },
    { allowed: true, query_parameters_to_set: { a: 1 } },
    { allowed: false, http_status: 999 },
    { allowed: false, http_status: "403" },
    { allowed: false, body: 1 },
    { allowed: false, dynamic_metadata: [] },
  ])("%j", (value) => expect(() => answered(value)).toThrow(DecisionError));

  it.each<Outcome>([
    { kind: "undefined" },
    { kind: "error", code: "eval_conflict_error", message: "two values" },
    { kind: "unavailable", builtin: "http.send", reason: "unsupported" },
  ])("%j", (outcome) => expect(() => checkResponse(outcome, "d1")).toThrow(DecisionError));
});

it("tells a caller that the request could not be read", () =>
  expect(read(unreadableResponse("bad escape"))).toMatchObject({
    status: { code: 7 },
    deniedResponse: { status: { code: 400 }, body: "request_parse_error: bad escape" },
  }));
