import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { JsonObject } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import type protobuf from "protobufjs";
import { beforeAll, describe, expect, it } from "vitest";
import { checkInput, RequestParseError } from "../../src/envoy/check-input.ts";
import { structOf } from "../../src/envoy/message-document.ts";
import { envoyFiles } from "./envoy-files.ts";

let checkRequest: protobuf.Type;

beforeAll(async () => {
  checkRequest = (await envoyFiles()).lookupType("envoy.service.auth.v3.CheckRequest");
});

/** Encodes attributes with Envoy's own description; structs of metadata are given as JSON. */
function encoded(attributes: JsonObject): Uint8Array {
  const withMetadata = { ...attributes } as Record<string, unknown>;
  for (const name of ["metadataContext", "routeMetadataContext"]) {
    const context = withMetadata[name] as { filterMetadata?: Record<string, JsonObject> } | undefined;
    if (context?.filterMetadata === undefined) continue;
    const structs = Object.entries(context.filterMetadata).map(([key, value]) => [key, structOf(value)]);
    withMetadata[name] = { ...context, filterMetadata: Object.fromEntries(structs) };
  }
  return checkRequest.encode(checkRequest.fromObject({ attributes: withMetadata })).finish();
}

const request = (http: JsonObject) => encoded({ request: { http } });

describe("the document of a request", () => {
  it("has what is populated, under JSON names, with numbers as numbers", async () => {
    const attributes = {
      source: {
        address: { socketAddress: { address: "10.0.0.1", portValue: 0 } },
        principal: "spiffe://example.org/ns/shop/sa/cart",
        labels: { "app.kubernetes.io/name": "cart" },
      },
      request: {
        time: { seconds: 1_795_426_606, nanos: 587_756_000 },
        http: {
          id: "1",
          method: "GET",
          path: "/a?b=1&b=2",
          headers: { ":method": "GET" },
          size: 0,
          query: "",
        },
      },
      metadataContext: { filterMetadata: { jwt: { sub: "a", groups: ["x", 1.5, null, true, {}] } } },
      tlsSession: {},
    };
    expect(await checkInput(encoded(attributes))).toEqual({
      attributes: {
        ...attributes,
        request: {
          time: attributes.request.time,
          http: { id: "1", method: "GET", path: "/a?b=1&b=2", headers: { ":method": "GET" } },
        },
      },
      version: { ext_authz: "v3", encoding: "protojson" },
      parsed_path: ["a"],
      parsed_query: { b: ["1", "2"] },
      parsed_body: null,
      truncated_body: false,
      source_principal: "spiffe://example.org/ns/shop/sa/cart",
    });
  });

  it.each(["0", "false", "null"])("keeps the text %j, which is not empty", async (text) => {
    const input = await checkInput(request({ body: text, path: text, headers: { "x-count": text } }));
    expect(input).toMatchObject({
      attributes: { request: { http: { body: text, path: text, headers: { "x-count": text } } } },
    });
  });

  it("gives bytes in base64, and reads them as the body", async () => {
    const body = Buffer.from('{"n":12345678901234567890}');
    const input = await checkInput(
      request({
        rawBody: body.toString("base64"),
        headers: { "content-type": "application/json" },
        size: 25,
      }),
    );
    expect(input).toMatchObject({
      attributes: { request: { http: { rawBody: body.toString("base64"), size: 25 } } },
      parsed_body: { n: 12345678901234567890n },
    });
  });

  it.each([
    ["/people/a%2Fb", ["people", "a", "b"], {}],
    ["//people//a/", ["people", "", "a", ""], {}],
    ["/", [""], {}],
    ["", [""], {}],
    ["/a?empty&x=1+2&x=%41", ["a"], { empty: [""], x: ["1 2", "A"] }],
    ["/a?__proto__=1", ["a"], JSON.parse('{"__proto__":["1"]}')],
    ["/%F0%9F%98%80", ["😀"], {}],
  ])("takes the path %j apart", async (path, parsed_path, parsed_query) =>
    expect(await checkInput(request({ path }))).toMatchObject({ parsed_path, parsed_query }),
  );

  const form = (type: string) => ({ "content-type": type });
  it.each([
    [
      { body: "a=1&a=2&b=", headers: form("application/x-www-form-urlencoded") },
      { a: ["1", "2"], b: [""] },
    ],
    [{ body: '{"a":1}', headers: form("application/json; charset=utf-8") }, { a: 1 }],
    [{ body: "", headers: form("application/json") }, null],
    [{ body: "<a/>", headers: form("application/xml") }, null],
    [{ body: '{"a":1}', headers: {} }, null],
    [
      {
        body: '--x\r\nContent-Disposition: form-data; name="j"\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n--x\r\nContent-Disposition: form-data; name="t"\r\n\r\nplain\r\n--x--\r\n',
        headers: form("multipart/form-data; boundary=x"),
      },
      { j: [{ a: 1 }], t: ["plain"] },
    ],
  ])("reads the body of %j", async (http, parsed_body) =>
    expect(await checkInput(request(http))).toMatchObject({ parsed_body, truncated_body: false }),
  );

  it.each([
    [{ body: '{"a"', headers: { "content-type": "application/json", "x-envoy-auth-partial-body": "true" } }],
    [{ body: '{"a"', headers: { "content-type": "application/json", "content-length": "7" } }],
  ])("tells a body that was cut: %j", async (http) =>
    expect(await checkInput(request(http))).toMatchObject({ parsed_body: null, truncated_body: true }),
  );

  it.each([
    [{ path: "/%zz" }],
    [{ path: "/a?b=%zz" }],
    [{ path: "/a?b=1;c=2" }],
    [{ body: '{"a"', headers: { "content-type": "application/json" } }],
    [{ body: "a=%zz", headers: form("application/x-www-form-urlencoded") }],
    [{ body: "{}", headers: { "content-type": "application/json", "content-length": "two" } }],
  ])("refuses %j", (http) => expect(checkInput(request(http))).rejects.toThrow(RequestParseError));
});

const recorded = resolve(import.meta.dirname, "../../../../../shared/data/envoy-istio/decisions.ndjson");

// Users have only the sample in examples/envoy-istio; beside the project stand the recordings of a real Envoy.
it.skipIf(!existsSync(recorded))("equals what the plugin recorded, field by field", async () => {
  let compared = 0;
  for (const line of (await readFile(recorded, "utf8")).split("\n")) {
    if (!line.includes('"decision_id"')) continue;
    const event = parseJson(line) as JsonObject & {
      readonly input?: JsonObject | null;
      readonly erased?: unknown;
    };
    // A masked field is not what the plugin was sent.
    if (!event.input || event.erased !== undefined || event.masked !== undefined) continue;
    const { attributes } = event.input;
    if (attributes === undefined) continue;
    const input = await checkInput(encoded(attributes as JsonObject));
    // The log has the version in a form of its own.
    expect({ ...input, version: 0 }).toEqual({ ...event.input, version: 0 });
    compared += 1;
  }
  expect(compared).toBeGreaterThan(2_000);
});
