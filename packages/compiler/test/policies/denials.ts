import { envoyPolicy } from "@bylaw/dsl/envoy";

export default envoyPolicy({
  package: "test.denials",
  allow: { everyone: () => true },
  deny: {
    "wrong principal": (input) => input.attributes.source.principal !== "spiffe://a",
    "not a prefix": (input) => !input.attributes.request.http.path.startsWith("/a"),
    "bad part": (input) => input.parsed_path.some((part) => part === "admin" || part.startsWith(".")),
    "no public part": (input) => !input.parsed_path.includes("public"),
    large: (input) => (input.attributes.request.http.size ?? 0) > 100,
    "no header": (input) => input.attributes.request.http.headers["x-a"] === undefined,
    "not below": (input) => input.attributes.source.address.socketAddress?.address !== "10.1.2.3",
    "every part short": (input) => input.parsed_path.every((part) => part === "a" || part === "b"),
    "empty path": (input) => input.parsed_path.length === 0,
    "same peers": (input) => input.attributes.source.principal === input.attributes.destination.principal,
  },
});
