import type { ComparedLiteral } from "@bylaw/compiler";
import type { Schema } from "@bylaw/dsl/schema";
import type { Json, JsonObject } from "@bylaw/engine";
import fc from "fast-check";
import { keysBelow, literalsAt, type Path } from "./literals.ts";
import { anyText, textNear } from "./text.ts";
import { wellTyped } from "./well-typed.ts";

export interface EnvoyRequestOptions {
  /** Values for the `authorization` header, such as tokens of `jsonWebTokens`. */
  readonly authorization?: fc.Arbitrary<string>;
}

const http: Path = ["attributes", "request", "http"];
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
const segments = [
  "api",
  "v1",
  "admin",
  "healthz",
  "orders",
  "42",
  "",
  ".",
  "..",
  "a%2Fb",
  "%2e%2e",
  "caf%C3%A9",
  "café",
  "%E2%80%AE",
  "%zz",
  "Admin",
  ";a=1",
  "*",
] as const;

/**
 * Requests as Envoy's HTTP filter and opa-envoy-plugin describe them, consistent in themselves: pseudo-headers repeat
 * method and path, `parsed_path` and `parsed_query` come from the path, and both principals are the same. Some parts
 * are as their schema allows instead, since policies must hold there too.
 *
 * @param schema of the whole input
 * @param literals what the policy compares input paths with
 */
export function envoyRequests(
  schema: Schema,
  literals: readonly ComparedLiteral[],
  options: EnvoyRequestOptions = {},
): fc.Arbitrary<Json> {
  const realistic = fc
    .record({
      request: httpRequest(literals, options),
      source: peer("source", literals),
      destination: peer("destination", literals),
    })
    .map(inputOf);
  // One in four is any input of the schema: what Envoy would not send may still be sent to OPA.
  return fc.oneof({ weight: 3, arbitrary: realistic }, { weight: 1, arbitrary: wellTyped(schema, literals) });
}

interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Whether the proxy sent on only the beginning of the body. */
  readonly cut: boolean;
}

function httpRequest(
  literals: readonly ComparedLiteral[],
  options: EnvoyRequestOptions,
): fc.Arbitrary<HttpRequest> {
  const known = literalsAt(literals, [...http, "method"]);
  const method =
    known.length > 0 ? fc.oneof(textNear(known), fc.constantFrom(...methods)) : fc.constantFrom(...methods);
  return fc.record({
    method,
    path: requestPath(literals),
    host: fc.constantFrom(
      "shop.example",
      "SHOP.example",
      "orders.default.svc.cluster.local:8080",
      "[::1]:8080",
      "[2001:db8::1]",
      "xn--caf-dma.example",
    ),
    headers: requestHeaders(literals, options),
    body: fc.option(fc.constantFrom("{}", '{"id":1}', "", "not json", '{"name":"Zoë"}', '{"id":1,"id":2}'), {
      nil: undefined,
    }),
    cut: fc.integer({ min: 0, max: 9 }).map((choice) => choice === 0),
  });
}

/** Paths that the policy names, as such or as segments of `parsed_path`, and paths that it does not. */
function requestPath(literals: readonly ComparedLiteral[]): fc.Arbitrary<string> {
  const indices = keysBelow(literals, ["parsed_path"]).filter((key) => typeof key === "number");
  const length = Math.max(0, ...indices.map((index) => index + 1));
  const named = Array.from({ length }, (_, index) => {
    const here = literalsAt(literals, ["parsed_path", index]);
    return here.length > 0
      ? fc.oneof({ weight: 3, arbitrary: textNear(here) }, fc.constantFrom(...segments))
      : fc.constantFrom(...segments);
  });
  const rest = fc.array(fc.constantFrom(...segments), { maxLength: 3 });
  const joined = fc
    .tuple(fc.tuple(...named), rest)
    .map(([first, others]) => `/${[...first, ...others].join("/")}`);
  const whole = literalsAt(literals, [...http, "path"]);
  const path = whole.length > 0 ? fc.oneof(textNear(whole), joined) : joined;
  const query = fc.constantFrom("", "", "", "?", "?a=1", "?a=1&a=2&b", "?q=%20+x");
  return fc.tuple(path, query).map(([text, more]) => text + more);
}

function requestHeaders(
  literals: readonly ComparedLiteral[],
  options: EnvoyRequestOptions,
): fc.Arbitrary<Record<string, string>> {
  const names = keysBelow(literals, [...http, "headers"]).map(String);
  const model: Record<string, fc.Arbitrary<string>> = {
    "user-agent": fc.constant("curl/8.9.1"),
    "x-request-id": fc.constant("3f344cea-8794-464c-a04d-49d58fdaf51c"),
    // Envoy joins what is repeated, with and without a space.
    "x-multi": fc.constantFrom("a,b", "a, a", "a", ""),
    "x-forwarded-for": fc.constantFrom("10.1.2.3", "203.0.113.9, 10.1.2.3", "2001:db8::1"),
  };
  model.authorization = options.authorization ?? fc.constantFrom("Basic YTpi", "Bearer x", "bearer ", "");
  // What the policy asks for is mostly there: a request that lacks all of it says little.
  const named = Object.fromEntries(
    names.map((name) => [name, textNear(literalsAt(literals, [...http, "headers", name]))]),
  );
  return fc
    .tuple(fc.record(named), fc.subarray(names), fc.nat(3), fc.record(model, { requiredKeys: [] }))
    .map(([all, left, choice, more]) => {
      const kept = Object.entries(all).filter(([name]) => choice > 0 || left.includes(name));
      return { ...(more as Record<string, string>), ...Object.fromEntries(kept) };
    });
}

interface PeerValue {
  readonly address: string | undefined;
  readonly port: number;
  readonly principal: string | undefined;
}

function peer(side: "source" | "destination", literals: readonly ComparedLiteral[]): fc.Arbitrary<PeerValue> {
  const principals = literalsAt(literals, ["attributes", side, "principal"]);
  const workload = fc
    .tuple(fc.constantFrom("web", "default", "support"), fc.constantFrom("storefront", "console"))
    .map(([namespace, account]) => `spiffe://mesh.example/ns/${namespace}/sa/${account}`);
  const principal =
    principals.length > 0 ? fc.oneof({ weight: 4, arbitrary: textNear(principals) }, workload) : workload;
  const address = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `10.${a}.0.${b}`) },
    { weight: 2, arbitrary: fc.ipV4() },
    { weight: 2, arbitrary: fc.ipV6() },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "::ffff:10.0.0.1",
        "010.0.0.1",
        "fe80::1%eth0",
        "",
        "localhost",
        "10.0.0.1/8",
      ),
    },
    { weight: 1, arbitrary: anyText },
  );
  return fc.record({
    address: fc.option(address, { nil: undefined, freq: 8 }),
    port: fc.integer({ min: 1, max: 65535 }),
    principal: fc.option(principal, { nil: undefined, freq: 6 }),
  });
}

interface RequestParts {
  readonly request: HttpRequest;
  readonly source: PeerValue;
  readonly destination: PeerValue;
}

function firstHalf(text: string): string {
  const characters = [...text];
  return characters.slice(0, Math.floor(characters.length / 2)).join("");
}

function inputOf({ request, source, destination }: RequestParts): Json {
  const { method, path, host, headers, cut } = request;
  const sent = request.body;
  const body = cut && sent !== undefined ? firstHalf(sent) : sent;
  const pseudo = { ":authority": host, ":method": method, ":path": path, ":scheme": "https" };
  return {
    attributes: {
      destination: peerOf(destination),
      metadataContext: {},
      request: {
        http: {
          headers: { ...pseudo, ...headers },
          host,
          id: "3181591515582717139",
          method,
          path,
          protocol: "HTTP/1.1",
          scheme: "https",
          ...(body ? { body, size: Buffer.byteLength(body) } : {}),
        },
        time: { nanos: 257570000, seconds: 1795426641 },
      },
      routeMetadataContext: {},
      source: peerOf(source),
    },
    parsed_body: cut ? null : parsedBody(body),
    parsed_path: parsedPath(path),
    parsed_query: parsedQuery(path),
    ...(source.principal ? { source_principal: source.principal } : {}),
    truncated_body: cut && body !== undefined,
    version: { encoding: "protojson", ext_authz: "v3" },
  };
}

/** A peer on a Unix socket has a pipe in place of a socket address; an empty text is absent in protobuf. */
function peerOf({ address, port, principal }: PeerValue): JsonObject {
  const place =
    address === undefined
      ? { pipe: { path: "/run/envoy.sock" } }
      : { socketAddress: { address, portValue: port } };
  return { address: place, ...(principal ? { principal } : {}) };
}

/** As the plugin does: cut at `?`, unescape, strip leading slashes, then split. */
export function parsedPath(path: string): readonly string[] {
  const [before = ""] = path.split("?");
  return unescaped(before).replace(/^\/+/, "").split("/");
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parsedQuery(path: string): JsonObject {
  const parameters = new URLSearchParams(path.split("?").slice(1).join("?"));
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
}

function parsedBody(body: string | undefined): Json {
  try {
    return body ? (JSON.parse(body) as Json) : null;
  } catch {
    return null;
  }
}
