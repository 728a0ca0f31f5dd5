import { envoyPolicy } from "@bylaw/dsl/envoy";

/** Two reads are compared: without guards, two nulls are equal. */
export default envoyPolicy({
  package: "shop.tenants",
  allow: {
    "a workload may call its own namespace": ({ attributes }) =>
      attributes.request.http.method === "GET" &&
      attributes.request.http.host === attributes.request.http.scheme,
    "not from a label that is held back": ({ attributes }) =>
      attributes.request.http.method === "POST" && !attributes.request.http.path.startsWith("/held"),
  },
});
