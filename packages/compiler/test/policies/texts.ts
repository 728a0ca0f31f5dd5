import { envoyPolicy } from "@bylaw/dsl/envoy";

const admin = "admin";
const prefix = `/${admin}` as const;
const prefixes = ["/a", "/b/", ""] as const;

export default envoyPolicy({
  package: "test.texts",
  allow: {
    "starts with": (input) => input.attributes.request.http.path.startsWith(prefix),
    "does not start with": (input) => !input.attributes.request.http.path.startsWith(prefix),
    "optional starts with": (input) => input.attributes.source.principal?.startsWith("spiffe://") === true,
    "optional does not start with": (input) =>
      input.attributes.source.principal?.startsWith("spiffe://") !== true,
    "optional with a fallback": (input) => !(input.attributes.source.principal?.includes("/a/") ?? false),
    "ends with another read": (input) =>
      input.attributes.request.http.path.endsWith(input.attributes.request.http.method),
    empty: (input) => input.attributes.request.http.path.length === 0,
    "not empty": (input) => input.attributes.request.http.path.length > 0,
    "one of some prefixes": (input) =>
      prefixes.some((one) => one !== "" && input.attributes.request.http.path.startsWith(one)),
    "none of the prefixes": (input) =>
      !["/a", "/b/"].some((one) => input.attributes.request.http.path.startsWith(one)),
    "header has text": (input) => input.attributes.request.http.headers["x-a"]?.includes("secret") ?? false,
    "header has no text": (input) =>
      !(input.attributes.request.http.headers["x-a"]?.includes("secret") ?? false),
    "odd literals": (input) => input.attributes.request.http.path === '\u0000"\\\u2028é😀\ufeff{x} $ %s',
    "constant holds read": (input) => "GET,HEAD".includes(input.attributes.request.http.method),
  },
});
