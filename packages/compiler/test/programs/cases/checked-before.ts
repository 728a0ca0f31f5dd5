import { envoyPolicy } from "@bylaw/dsl/envoy";

// Builtins were called before what they are called with had been checked, because a later part of the body checks it.
export default envoyPolicy({
  package: "cases.checked_before",
  allow: {
    "a filter that is asked twice": (input) => {
      const parts = input.parsed_path.filter((part) => part.startsWith("p"));
      return parts.some((part) => part.endsWith("c")) && parts.some((part) => part.includes("u"));
    },
  },
  deny: {
    "joined with a text that is compared later": (input) =>
      input.parsed_path.map(() => input.attributes.request.http.path).join("") !== "a" &&
      Object.values(input.attributes.request.http.headers).includes(input.attributes.request.http.path),
    "looked up before the input is known to be an object": (input) =>
      (input.parsed_query.q ?? []).slice(0, 2).join("a") !== "b" && typeof input.parsed_body === "string",
    "found among parts, and compared": (input) =>
      input.parsed_path.find((part) => part.startsWith("p"))?.endsWith("c") === true,
  },
});
