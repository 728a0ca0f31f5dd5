import { findOpa, type JsonObject } from "@bylaw/engine";
import grpc from "@grpc/grpc-js";
import type protobuf from "protobufjs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decisionEvent, type MadeDecision } from "../src/decision-event.ts";
import { serveAuthorization } from "../src/envoy/authorization-server.ts";
import { checkMethod } from "../src/envoy/protocol.ts";
import { createPolicyHost, type PolicyHost } from "../src/policy-host.ts";
import { serveData } from "../src/rest/data-server.ts";
import type { Serving } from "../src/serving.ts";
import { envoyFiles } from "./envoy/envoy-files.ts";

const modules = {
  "authz.rego": `package authz
default allow := false
allow if input.attributes.request.http.headers["x-user"] == "a"
conflict := 1 if input.x
conflict := 2 if input.x
early if time.now_ns() < 2000
`,
};
const changed = { "authz.rego": "package authz\nallow := true" };
const now = 1_500n;

let host: PolicyHost;
let rest: Serving;
let authorization: Serving;
let client: grpc.Client;
let envoy: protobuf.Root;
let logged: MadeDecision[] = [];

beforeAll(async () => {
  envoy = await envoyFiles();
  host = createPolicyHost({ modules }, await findOpa());
  const shared = { log: (decision: MadeDecision) => void logged.push(decision), now: () => now };
  rest = await serveData(host, { host: "127.0.0.1", port: 0, ...shared });
  authorization = await serveAuthorization(host, { address: "127.0.0.1:0", path: "authz/allow", ...shared });
  client = new grpc.Client(authorization.address, grpc.credentials.createInsecure());
});

afterAll(async () => {
  client.close();
  await Promise.all([rest.close(), authorization.close(), host.close()]);
});

beforeEach(() => {
  logged = [];
  host.replace({ modules });
});

const check = (http: JsonObject): Promise<JsonObject> => {
  const type = (name: string) => envoy.lookupType(`envoy.service.auth.v3.${name}`);
  const request = type("CheckRequest");
  const response = type("CheckResponse");
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      checkMethod,
      (value: JsonObject) => Buffer.from(request.encode(request.fromObject(value)).finish()),
      (bytes: Buffer) => response.toObject(response.decode(bytes)),
      { attributes: { request: { http } } },
      (error, value) => (error === null ? resolve(value as JsonObject) : reject(error)),
    );
  });
};

const ask = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(`${rest.address}${path}`, init);
  return { status: answer.status, body: (await answer.json()) as JsonObject };
};
const post = (path: string, body: string) => ask(path, { method: "POST", body });

describe("by gRPC", () => {
  it("allows, denies and logs", async () => {
    expect(await check({ headers: { "x-user": "a" } })).not.toHaveProperty("deniedResponse");
    expect(await check({ headers: { "x-user": "b" } })).toMatchObject({ status: { code: 7 } });
    expect(logged.map(({ path, outcome }) => ({ path, outcome }))).toEqual([
      { path: "authz/allow", outcome: { kind: "defined", value: true } },
      { path: "authz/allow", outcome: { kind: "defined", value: false } },
    ]);
  });

  it("answers a request that cannot be read with 400, without asking the policy", async () => {
    expect(await check({ path: "/%zz" })).toMatchObject({ deniedResponse: { status: { code: 400 } } });
    expect(logged).toMatchObject([{ outcome: { kind: "unreadable" } }]);
  });

  it("gives an error, and so no permission, while the policy does not compile", async () => {
    host.replace({ modules: { "authz.rego": "package authz\nallow if" } });
    await expect(check({ headers: { "x-user": "a" } })).rejects.toMatchObject({ code: grpc.status.UNKNOWN });
    expect(logged).toMatchObject([{ outcome: { kind: "error" } }]);
  });

  it("decides by what the policy was changed to", async () => {
    host.replace({ modules: changed });
    expect(await check({})).not.toHaveProperty("deniedResponse");
  });
});

describe("by the data API", () => {
  it("gives a document, or none", async () => {
    const input = { attributes: { request: { http: { headers: { "x-user": "a" } } } } };
    const body = JSON.stringify({ input });
    expect(await post("/v1/data/authz/allow", body)).toMatchObject({ status: 200, body: { result: true } });
    expect((await post("/v1/data/authz/absent", "")).body).not.toHaveProperty("result");
    expect(await ask(`/v1/data/authz/allow?input=${JSON.stringify(input)}`)).toMatchObject({
      body: { result: true },
    });
    expect(logged).toMatchObject([{ input }, { path: "authz/absent" }, { input }]);
    expect(logged[1]).not.toHaveProperty("input");
  });

  it("decides at its clock", async () =>
    expect(await ask("/v1/data/authz/early")).toMatchObject({ body: { result: true } }));

  it.each([
    ["POST", "/v1/data/authz/allow", "{", 400, "invalid_parameter"],
    ["POST", "/v1/data/authz/allow", "[1]", 400, "invalid_parameter"],
    ["POST", "/v1/data/authz/conflict", '{"input":{"x":1}}', 500, "internal_error"],
    ["POST", "/v2/data", "", 404, "resource_not_found"],
    ["PUT", "/v1/data/authz", "{}", 405, "method_not_allowed"],
    ["POST", "/", "{}", 404, "undefined_document"],
  ])("%s %s with %j is %i", async (method, path, body, status, code) =>
    expect(await ask(path, { method, body })).toMatchObject({ status, body: { code } }),
  );

  it("refuses a body without end", async () => {
    const body = " ".repeat(17 * 1024 * 1024);
    expect(await post("/v1/data/authz/allow", body)).toMatchObject({ status: 413 });
  });

  it("is healthy", async () => expect(await ask("/health")).toEqual({ status: 200, body: {} }));
});

describe("a logged decision", () => {
  it("is as OPA's console logger writes it, with the clock that it had", () =>
    expect(
      decisionEvent(
        {
          id: "d1",
          path: "authz/allow",
          input: {},
          outcome: { kind: "defined", value: false },
          now: 1_795_426_606_587_756_001n,
          requestedBy: "127.0.0.1",
        },
        { version: "1" },
      ),
    ).toEqual({
      labels: { version: "1" },
      decision_id: "d1",
      path: "authz/allow",
      input: {},
      result: false,
      nd_builtin_cache: { "time.now_ns": { "[]": 1_795_426_606_587_756_001n } },
      requested_by: "127.0.0.1",
      timestamp: "2026-11-23T09:36:46.587756001Z",
      level: "info",
      msg: "Decision Log",
      time: "2026-11-23T09:36:46Z",
      type: "openpolicyagent.org/decision_logs",
    }));

  it("has no result when it is undefined, and null for an input that was not read", () => {
    const shared = { id: "d1", path: "p", now };
    expect(decisionEvent({ ...shared, outcome: { kind: "undefined" } }, {})).not.toHaveProperty("result");
    expect(decisionEvent({ ...shared, outcome: { kind: "unreadable", message: "m" } }, {})).toMatchObject({
      input: null,
      error: "m",
    });
  });
});
