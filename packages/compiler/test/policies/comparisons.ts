import { type EnvoyInput, envoyPolicy } from "@bylaw/dsl/envoy";

const size = (input: EnvoyInput) => input.attributes.request.http.size ?? 0;

export default envoyPolicy({
  package: "test.comparisons",
  allow: {
    "equal to a literal": (input) => input.attributes.request.http.method === "GET",
    "different from a literal": (input) => input.attributes.request.http.method !== "GET",
    "optional, different from a literal": (input) => input.attributes.source.principal !== "spiffe://a",
    "two optional values are equal": (input) =>
      input.attributes.source.principal === input.attributes.destination.principal,
    "two optional values differ": (input) =>
      input.attributes.source.principal !== input.attributes.destination.principal,
    "required equals optional": (input) =>
      input.attributes.request.http.method === input.attributes.source.service,
    "required differs from optional": (input) =>
      input.attributes.request.http.method !== input.attributes.source.service,
    "two required values are equal": (input) =>
      input.attributes.request.http.method === input.attributes.request.http.scheme,
    "less with a fallback": (input) => size(input) < 100,
    "not less": (input) => !(size(input) < 100),
    "at most": (input) => input.attributes.request.time.seconds <= 100,
    present: (input) => input.attributes.source.principal !== undefined,
    absent: (input) => input.attributes.source.principal === undefined,
    "a flag": (input) => input.truncated_body === true,
    "not the flag": (input) => input.truncated_body !== true,
    "flag or fallback": (input) => input.truncated_body ?? true,
    "numbers equal": (input) => input.attributes.request.http.size === input.attributes.request.time.nanos,
    "below an optional part": (input) =>
      input.attributes.source.address.socketAddress?.address !== "10.1.2.3",
    "header differs": (input) => input.attributes.request.http.headers["x-a"] !== "v",
    "header absent": (input) => input.attributes.request.http.headers["x-a"] === undefined,
    "index differs": (input) => input.parsed_path[0] !== "a",
    "body equals": (input) => input.parsed_body === "text",
    "body differs": (input) => input.parsed_body !== "text",
    "body present": (input) => input.parsed_body !== undefined,
    "body absent": (input) => input.parsed_body === undefined,
    "an exact number": (input) => input.attributes.request.time.seconds === 100,
    "not that number": (input) => input.attributes.request.time.seconds !== 100,
    "as long as the query": (input) => input.parsed_path.length === (input.parsed_query.q?.length ?? 0),
    "one of two texts": (input) =>
      input.attributes.request.http.method === (input.truncated_body === true ? "GET" : "POST"),
  },
});
