import type { EnvoyInput } from "@bylaw/dsl/envoy";
import { frontend } from "../policies/mesh.ts";

/** What a request is about; the rest of what Envoy sends is filled in. */
export interface RequestParts {
  readonly principal?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The caller's address; `null` for a caller on a Unix socket. */
  readonly address?: string | null;
}

/** A request as Envoy's HTTP filter and opa-envoy-plugin describe it; from the frontend unless it says otherwise. */
export function request(parts: RequestParts = {}): EnvoyInput {
  const {
    principal = frontend,
    method = "GET",
    path = "/api/secure",
    headers = {},
    address = "10.1.2.3",
  } = parts;
  const [plainPath = "", query = ""] = path.split("?");
  const names = new URLSearchParams(query);
  return {
    attributes: {
      source: {
        address:
          address === null
            ? { pipe: { path: "/run/app.sock" } }
            : { socketAddress: { address, portValue: 41872 } },
        ...(principal === "" ? {} : { principal }),
      },
      destination: {
        address: { socketAddress: { address: "10.1.9.9", portValue: 8080 } },
        principal: "spiffe://example.org/ns/default/sa/backend-sa/backend",
      },
      request: {
        time: { seconds: 1_795_514_400, nanos: 587_756_000 },
        http: {
          id: "13058516884119799818",
          method,
          path,
          host: "backend.default.svc.cluster.local:8080",
          scheme: "http",
          protocol: "HTTP/1.1",
          headers: {
            ":authority": "backend.default.svc.cluster.local:8080",
            ":method": method,
            ":path": path,
            ":scheme": "http",
            ...headers,
          },
        },
      },
      metadataContext: {},
      routeMetadataContext: {},
    },
    parsed_path: decodeURIComponent(plainPath).replace(/^\/+/, "").split("/"),
    parsed_query: Object.fromEntries([...names.keys()].map((name) => [name, names.getAll(name)])),
    truncated_body: false,
    ...(principal === "" ? {} : { source_principal: principal }),
    version: { ext_authz: "v3", encoding: "protojson" },
  };
}
