import { envoyPolicy } from "@bylaw/dsl/envoy";

// A question about some element, inside of a list that is counted, made an element of each of its answers.
export default envoyPolicy({
  package: "cases.counted_once",
  allow: {
    "sum of what some element lets in": (input) =>
      Object.keys(input.attributes.source.labels ?? {})
        .filter(() => Object.keys(input.parsed_query).some(() => input.truncated_body === true))
        .reduce((total) => total + input.parsed_path.length + 1, 0) > 2,
    "count of what some element lets in": (input) =>
      input.parsed_path.filter((part) => input.parsed_query.q?.some((one) => one !== part) ?? false)
        .length === 1,
    "join of what some element lets in": (input) =>
      input.parsed_path.filter((part) => input.parsed_path.some((one) => one !== part)).join("") !== "public",
  },
  deny: {
    "map by whether some element is there": (input) =>
      input.parsed_path.map((part) => (input.parsed_path.some((one) => one !== part) ? "x" : "y")).length ===
      2,
  },
});
