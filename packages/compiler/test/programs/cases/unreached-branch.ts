import { envoyPolicy } from "@bylaw/dsl/envoy";

// What a branch that is not taken would work out of a missing value was guarded as if it were there.
export default envoyPolicy({
  package: "cases.unreached_branch",
  allow: {
    "a part of a missing list": (input) => {
      const list = ["a", "b"].flatMap(() => (input.parsed_query.q ?? []).slice(0, 2));
      return list.length < 3 && input.attributes.request.http.method !== "GET";
    },
    "a key made of a missing text": (input) => {
      const principal = input.attributes.source.principal;
      const seen = principal === undefined ? "none" : input.attributes.request.http.headers[`x-${principal}`];
      return seen !== "secret" || input.parsed_path[0] === "a";
    },
    "the last of a missing list": (input) =>
      ((input.parsed_query.q ?? []).slice(1).at(-1) ?? "x") === "x" || input.truncated_body === true,
  },
  deny: {
    "the parts of a missing text": (input) => {
      const parts = input.attributes.source.principal?.split("/") ?? [];
      return parts[1] === "a" || (input.truncated_body === true && parts.every((part) => part !== ""));
    },
  },
});
