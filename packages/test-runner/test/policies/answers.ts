import { type EnvoyDeniedResponse, type EnvoyInput, envoyResponsePolicy } from "@bylaw/dsl/envoy";
import { spiffeId } from "@bylaw/dsl/spiffe";

const caller = (input: EnvoyInput) =>
  spiffeId(input.attributes.source.principal ?? "", "spiffe://example.org/ns/{namespace}/sa/{account}");

const signIn = (input: EnvoyInput): EnvoyDeniedResponse => {
  const { method, path, headers } = input.attributes.request.http;
  if (method !== "GET") return { http_status: 405, headers: { allow: "GET" } };
  if (headers["x-session"] === undefined) {
    return { http_status: 302, headers: { location: `https://id.example.org/?to=${path}` } };
  }
  return { http_status: 401, body: `not for ${headers["x-user"] ?? "anyone"}\n` };
};

export default envoyResponsePolicy({
  package: "test.answers",
  allow: {
    "callers may read": (input) =>
      input.attributes.request.http.method === "GET" &&
      input.attributes.request.http.headers["x-session"] === "1",
  },
  deny: {
    "never the administration": (input) => input.parsed_path[0] === "admin",
  },
  response: {
    allowed(input) {
      const { headers } = input.attributes.request.http;
      const found = caller(input);
      const tags = input.parsed_path.filter((part) => part !== "");
      return {
        headers: {
          "x-namespace": found?.namespace ?? "none",
          "x-segments": input.parsed_path,
          "x-user": headers["x-user"] === undefined ? "nobody" : `user ${headers["x-user"]}`,
        },
        request_headers_to_remove: ["x-session", ...tags],
        ...(input.source_principal === undefined
          ? {}
          : { response_headers_to_add: { "x-principal": input.source_principal } }),
        query_parameters_to_set: { first: tags[0] ?? "" },
        dynamic_metadata: {
          reads: input.attributes.request.http.method === "GET",
          seconds: input.attributes.request.time.seconds,
          count: tags.length,
          nested: { tags, none: null },
        },
      };
    },
    denied: signIn,
  },
});
