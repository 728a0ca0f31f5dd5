import { envoyPolicy } from "@bylaw/dsl/envoy";

// The keys of headers that are an array were asked for: an error in a strict query, where native finds them malformed.
export default envoyPolicy({
  package: "cases.keys_of_no_object",
  allow: {
    anything: (input) => input.attributes.request.http.method !== "none",
  },
  deny: {
    "named after its scheme": (input) =>
      Object.keys(input.attributes.request.http.headers).includes(input.attributes.request.http.scheme),
    "named after its path": (input) =>
      Object.keys(input.attributes.request.http.headers).includes(input.attributes.request.http.path),
  },
});
