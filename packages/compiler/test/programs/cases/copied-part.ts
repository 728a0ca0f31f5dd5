import { envoyPolicy } from "@bylaw/dsl/envoy";

// A part of a list is copied whether it is used or not, and each of its elements is read.
export default envoyPolicy({
  package: "cases.copied_part",
  allow: {
    "a part that is not used": (input) => {
      const rest: readonly string[] = input.parsed_path.slice(1);
      return input.attributes.request.http.method !== "GET" || rest.length > 5;
    },
  },
  deny: {
    "a part of a part": (input) => input.parsed_path.slice(1).slice(0, 1).length === 1,
  },
});
