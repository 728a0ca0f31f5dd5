import type { JsonObject } from "@bylaw/engine";
import fc from "fast-check";

const some = <T>(model: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [], noNullPrototype: true });

const text = fc.oneof(
  fc.constantFrom("", "0", "false", "a", "İ", "😀", "__proto__"),
  fc.string({ maxLength: 4, unit: "grapheme" }),
);
const texts = (keys: fc.Arbitrary<string>) =>
  fc.dictionary(keys, text, { maxKeys: 3, noNullPrototype: true });
const joined = (parts: readonly string[]) =>
  fc.array(fc.constantFrom(...parts), { maxLength: 6 }).map((chosen) => chosen.join(""));

const path = joined([
  "/",
  "//",
  "a",
  "%2F",
  "%41",
  "%zz",
  "%",
  "?",
  "x=1",
  "&",
  ";",
  "+",
  "=",
  "#",
  "é",
  "%C3%A9",
  "%ff",
]);

const multipart = [
  '--x\r\nContent-Disposition: form-data; name="j"\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n',
  '--x\r\nContent-Disposition: form-data; name="t"\r\n\r\nplain\r\n',
  '--x\r\nContent-Disposition: form-data; name="f"; filename="f.txt"\r\n\r\nfile\r\n',
];
const bodies: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "application/json": fc.oneof(
    fc.json(),
    fc.constantFrom(
      "",
      "0",
      "null",
      " [1, 2]",
      '{"a":1',
      '{"a":1,"a":2}',
      "1.50",
      "12345678901234567890",
      "{} {}",
    ),
  ),
  "application/json; charset=utf-8": fc.json(),
  "application/x-www-form-urlencoded": joined(["a", "=", "&", "%41", "%zz", "+", ";", "b=1"]),
  "multipart/form-data; boundary=x": fc
    .subarray(multipart, { minLength: 1 })
    .map((parts) => `${parts.join("")}--x--\r\n`),
  "application/grpc": text,
  "text/plain": text,
};

const carried = fc.constantFrom(...Object.keys(bodies)).chain((type) =>
  fc.record({
    type: fc.option(fc.constant(type), { nil: undefined, freq: 8 }),
    body: bodies[type] ?? text,
    raw: fc.boolean(),
    length: fc.constantFrom(undefined, undefined, 0, 1_000),
    cut: fc.constantFrom(undefined, undefined, undefined, "true", "false"),
  }),
);

const http = fc
  .tuple(
    some({
      method: fc.constantFrom("GET", "POST"),
      path,
      host: text,
      scheme: text,
      query: text,
      fragment: text,
      protocol: fc.constantFrom("HTTP/1.1", "HTTP/2"),
      size: fc.constantFrom(-1, 0, 62, 2 ** 40),
    }),
    texts(fc.constantFrom(":path", "x-count", "authorization")),
    carried,
  )
  .map(([given, headers, { type, body, raw, length, cut }]) => ({
    ...given,
    ...(raw ? { rawBody: Buffer.from(body).toString("base64") } : { body }),
    headers: {
      ...headers,
      ...(type !== undefined && { "content-type": type }),
      ...(length !== undefined && { "content-length": String(length) }),
      ...(cut !== undefined && { "x-envoy-auth-partial-body": cut }),
    },
  }));

const peer = some({
  address: fc.oneof(
    some({
      socketAddress: some({
        protocol: fc.constantFrom(0, 1),
        address: fc.constantFrom("10.0.0.1", "::1", ""),
        portValue: fc.constantFrom(0, 443),
        ipv4Compat: fc.boolean(),
      }),
    }),
    fc.constant({ pipe: { path: "/run/envoy.sock", mode: 0 } }),
    fc.constant({ socketAddress: { address: "a", namedPort: "http" } }),
  ),
  service: text,
  labels: texts(text),
  principal: fc.oneof(text, fc.constant("spiffe://example.org/ns/a/sa/b")),
  certificate: text,
});

/** A `google.protobuf.Value`. */
const value = fc.oneof(
  text.map((stringValue) => ({ stringValue })),
  fc.constantFrom(0, 1.5, -2, 1e21).map((numberValue) => ({ numberValue })),
  fc.boolean().map((boolValue) => ({ boolValue })),
  fc.constant({ nullValue: 0 }),
  fc.constant({ listValue: { values: [{ stringValue: "a" }, { nullValue: 0 }] } }),
  fc.constant({ structValue: { fields: {} } }),
);
const metadata = some({
  filterMetadata: fc.dictionary(
    fc.constantFrom("jwt", "envoy.lb"),
    fc.record({ fields: fc.dictionary(text, value, { maxKeys: 2, noNullPrototype: true }) }),
    { noNullPrototype: true },
  ),
});

/** Attributes that Envoy's message can hold, most of which no policy reads, by the number of the request. */
export const checkMessages: fc.Arbitrary<(id: string) => JsonObject> = fc
  .tuple(
    some({
      source: peer,
      destination: peer,
      contextExtensions: texts(text),
      metadataContext: metadata,
      routeMetadataContext: metadata,
      tlsSession: some({ sni: text }),
    }),
    fc.constantFrom({}, { time: { seconds: 1_795_426_641 } }, { time: { seconds: 0, nanos: 5 } }),
    http,
  )
  .map(
    ([attributes, time, given]) =>
      (id: string) =>
        ({ ...attributes, request: { ...time, http: { ...given, id } } }) as unknown as JsonObject,
  );
