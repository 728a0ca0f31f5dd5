import { envoyPolicy } from "@bylaw/dsl/envoy";

export default envoyPolicy({
  package: "test.logic",
  allow: {
    "or of two reads": ({ attributes: { request } }) =>
      request.http.method === "GET" || request.http.path === "/a",
    "or of three": (input) => {
      const { method, path } = input.attributes.request.http;
      return method === "GET" || path.startsWith("/a") || input.attributes.source.principal === "spiffe://a";
    },
    "not of and": (input) =>
      !(input.attributes.request.http.method === "GET" && input.attributes.source.principal === "spiffe://a"),
    "not of or": (input) =>
      !(input.attributes.request.http.method === "GET" || input.attributes.source.principal === "spiffe://a"),
    ternary: (input) =>
      input.attributes.request.http.method === "GET"
        ? input.attributes.request.http.path.startsWith("/a")
        : input.attributes.source.principal === "spiffe://a",
    "chain of ifs": (input) => {
      const principal = input.attributes.source.principal;
      if (principal === undefined) return false;
      if (principal === "spiffe://a") return true;
      return principal.endsWith("a") && input.attributes.request.http.method !== "GET";
    },
    "equal conditions": (input) =>
      (input.attributes.request.http.method === "GET") === (input.attributes.request.http.path === "/a"),
    always: () => true,
    never: () => false,
  },
  deny: {
    "not the good principal": (input) =>
      input.attributes.source.principal === "spiffe://bad" || input.attributes.source.principal === "",
    truncated: (input) => input.truncated_body ?? false,
  },
});
