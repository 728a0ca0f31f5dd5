import { envoyResponsePolicy } from "@bylaw/dsl/envoy";

const realm = 'Bearer realm="é"';

export default envoyResponsePolicy({
  package: "test.response",
  allow: {
    reads: (input) => input.attributes.request.http.method === "GET",
    "with a session": (input) => input.attributes.request.http.headers["x-session"] === "1",
  },
  deny: {
    "never the administration": (input) => input.parsed_path[0] === "admin",
  },
  response: {
    allowed: {
      headers: { "x-decided-by": "bylaw", "x-multi": ["a", "b"] },
      request_headers_to_remove: ["x-session"],
      response_headers_to_add: { "cache-control": "no-store" },
      query_parameters_to_set: { safe: "1" },
      query_parameters_to_remove: ["debug"],
      dynamic_metadata: { tier: 2, tags: ["a"], nested: { on: true } },
    },
    denied: { http_status: 401, headers: { "www-authenticate": realm }, body: "sign in\n" },
  },
});
