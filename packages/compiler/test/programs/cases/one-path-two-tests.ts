import { envoyPolicy } from "@bylaw/dsl/envoy";

// The test of a value at a computed key took the place of the test of every value, and a denial was lost.
export default envoyPolicy({
  package: "cases.one_path_two_tests",
  allow: {
    anything: (input) => input.attributes.request.http.method !== "none",
  },
  deny: {
    "by a computed key": (input) =>
      (input.parsed_query[input.attributes.request.http.method.trim()] ?? []).join("/") === "a",
    "by every value": (input) =>
      Object.entries(input.parsed_query)
        .flatMap(([, values]) => values)
        .every((value) => value === "a" && input.truncated_body === true),
  },
});
