import { type EnvoyInput, envoyPolicy } from "@bylaw/dsl/envoy";
import * as names from "./modules/names.ts";

type Level = "none" | "low" | "high";

function levelOf(input: EnvoyInput, fallback: Level = "none"): Level {
  switch (input.attributes.request.http.method) {
    case "GET":
    case "HEAD":
      return "low";
    case "POST": {
      if (input.parsed_path[0] === "public") break;
      return "high";
    }
    default:
      return fallback;
  }
  return "low";
}

function allowed(level: Level): boolean {
  switch (level) {
    case "none":
      return false;
    case "low":
      return true;
    case "high":
      return false;
  }
}

const firstOf = <T>(values: readonly T[], fallback: T): T => values[0] ?? fallback;
const sizes: ReadonlyMap<string, number> = new Map([
  ["GET", 0],
  ["POST", 100],
]);
const verbs = new Map([["GET", "read"]] as const);

export default envoyPolicy({
  package: "test.statements",
  allow: {
    "by a switch": (input) => allowed(levelOf(input)),
    "by a switch with a fallback": (input) => levelOf(input, "high") === "high",
    "not by a switch": (input) => !allowed(levelOf(input, "low")),
    "with a local helper": (input) => {
      const isFrom = (principal: string, other = "spiffe://b") =>
        input.attributes.source.principal === principal || input.attributes.source.principal === other;
      function isRead(): boolean {
        return input.attributes.request.http.method === "GET";
      }
      return isFrom("spiffe://a") && !isRead();
    },
    "with defaults": ({
      attributes: {
        source: { principal = "spiffe://none" },
      },
      parsed_path: [first = "x"],
    }) => principal !== "spiffe://none" && first !== "x",
    "with a nested default": (input) => {
      const { socketAddress: { address = "10.0.0.1" } = {} } = input.attributes.source.address;
      return address === "10.0.0.1";
    },
    "a generic helper": (input) => firstOf(input.parsed_path, "api") === "api",
    "a map": (input) =>
      (sizes.get(input.attributes.request.http.method) ?? 5) <= (input.attributes.request.http.size ?? 0),
    "has in a map": (input) => sizes.has(input.attributes.request.http.method) && sizes.size === 2,
    "a map of texts": (input) => verbs.get("GET") === "read" && input.parsed_path[0] === "a",
    "a helper of a module": (input) => input.parsed_path.some((part) => names.isPublic(part)),
    "blocks and nested branches": (input) => {
      if (input.truncated_body === true) return false;
      if (input.attributes.request.http.method === "GET") {
        if (input.parsed_path.length > 2) return true;
      } else if (input.attributes.request.http.scheme === "http") return false;
      return input.parsed_path[0] !== "admin";
    },
    "empty or null": (input) => input.attributes.source.principal == null,
    "not empty": (input) => input.attributes.source.principal != null && input.parsed_path[0] != null,
    "the type of a value": (input) => typeof input.parsed_body === "string",
    "not the type": (input) => typeof input.parsed_body !== "number",
    "by the type": (input) => typeof input.parsed_body === "string" && input.parsed_body.startsWith("te"),
    "by the type of a number": (input) => typeof input.parsed_body === "number" && input.parsed_body > 0,
  },
});
