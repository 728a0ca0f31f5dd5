import { envoyPolicy } from "@bylaw/dsl/envoy";

// OPA failed of a list that asks for a key before it looks it up: it makes an index of lists by such keys.
export default envoyPolicy({
  package: "cases.key_of_the_body_around",
  allow: {
    "at a header or the method": (input) => {
      const key = input.attributes.request.http.headers["x-a"] ?? input.attributes.request.http.method;
      const values: readonly string[] = [
        ...(input.parsed_query[key] ?? []),
        input.attributes.request.http.path,
      ];
      return values[0] === "a";
    },
    "at a header, when it begins so": (input) => {
      const key = input.attributes.request.http.headers["x-a"] ?? "q";
      const values = key.startsWith("q") ? (input.parsed_query[key] ?? []) : [];
      return [...values, "a"][0] !== "a";
    },
  },
  deny: {
    "at a header that is there": (input) =>
      [...(input.parsed_query[input.attributes.request.http.headers["x-a"] ?? "q"] ?? []), "a"][0] === "q",
  },
});
