import type { EnvoyInput } from "@bylaw/dsl/envoy";
import { bearer } from "../test/identity-provider.ts";
import { type RequestParts, request } from "../test/requests.ts";

const customAuth = { "x-custom-auth": "secure-token-2026" };
const batchJob = "spiffe://example.org/ns/jobs/sa/report-sa/report";
const debugPod = "spiffe://example.org/ns/default/sa/debug-sa/debug";

const each = <T>(values: readonly T[], parts: (value: T) => RequestParts) => values.map(parts);

/** A morning of the backend, in short: what OPA is asked while decisions are recorded. */
const morning: readonly RequestParts[] = [
  // The frontend at its work. Some of its pods still run in the old network, 10.2.0.0/16.
  ...each(
    [
      "10.1.2.3",
      "10.1.2.4",
      "10.1.2.5",
      "10.1.2.6",
      "10.1.7.1",
      "10.1.7.2",
      "10.1.7.3",
      "10.1.7.4",
      "10.1.9.9",
    ],
    (address) => ({
      headers: customAuth,
      address,
    }),
  ),
  ...each(["10.1.2.3", "10.1.2.4", "10.1.7.1"], (address) => ({
    method: "POST",
    headers: customAuth,
    address,
  })),
  ...each(["10.2.0.11", "10.2.0.12", "10.2.0.13", "10.2.3.7"], (address) => ({
    headers: customAuth,
    address,
  })),
  // The frontend where it is not let in yet.
  ...each(
    [
      "/api/orders",
      "/api/orders?page=2",
      "/api/orders/17",
      "/api/orders/18",
      "/api/catalog",
      "/api/secure/export",
    ],
    (path) => ({
      path,
      headers: customAuth,
    }),
  ),
  ...each(["/api/orders", "/api/cart"], (path) => ({ method: "POST", path, headers: customAuth })),
  ...each(["/", "/admin", "/metrics", "/apidocs"], (path) => ({ path, headers: customAuth })),
  // The frontend without the header, or with last year's.
  ...each(["/api/secure", "/api/secure", "/api/orders"], (path) => ({ path })),
  { headers: { "x-custom-auth": "secure-token-2025" } },
  // Others.
  ...each(["/api/secure", "/api/orders", "/"], (path) => ({
    principal: debugPod,
    path,
    headers: customAuth,
  })),
  ...each(["/api/secure", "/api/reports"], (path) => ({ principal: batchJob, method: "POST", path })),
  ...each(["/healthz", "/healthz", "/healthz", "/readyz", "/readyz"], (path) => ({
    principal: "",
    path,
    address: "10.1.0.1",
  })),
  ...each(["192.168.7.20", "203.0.113.9", "2001:db8::17"], (address) => ({ headers: customAuth, address })),
  { headers: customAuth, address: null },
  // A person with a token, and one with a role that opens nothing.
  { principal: debugPod, path: "/api/orders", headers: { authorization: bearer({ roles: ["auditor"] }) } },
  { principal: debugPod, path: "/admin", headers: { authorization: bearer({ roles: ["staff"] }) } },
];

/** The requests as Envoy would send them. */
export const recordedRequests: readonly EnvoyInput[] = morning.map(request);
