import { type EnvoyInput, envoyPolicy } from "@bylaw/dsl/envoy";

const http = (input: EnvoyInput) => input.attributes.request.http;
const size = (input: EnvoyInput) => http(input).size ?? 0;

/** Four conditions of three alternatives each: 81 together. */
const fourTimesThree = (input: EnvoyInput): boolean =>
  (http(input).method === "GET" || http(input).path.startsWith("/a") || size(input) < 10) &&
  (http(input).host === "a" || http(input).path.endsWith("b") || size(input) > 100) &&
  (http(input).scheme === "https" || input.parsed_path.length > 2 || input.truncated_body === true) &&
  (http(input).protocol === "HTTP/2" ||
    input.parsed_path[0] === "a" ||
    http(input).headers["x-a"] !== undefined);

const level = (text: string): number =>
  text === "a" ? 1 : text === "b" ? 2 : text.startsWith("c") ? 3 : text.endsWith("d") ? 4 : 5;

export default envoyPolicy({
  package: "test.many",
  allow: {
    "many together": (input) => fourTimesThree(input),
    "none of many": (input) => !fourTimesThree(input) && http(input).method !== "POST",
    "levels compared": (input) =>
      level(http(input).host) < level(http(input).path) &&
      level(http(input).scheme) >= level(http(input).method) &&
      level(input.parsed_path[0] ?? "") !== level(input.parsed_path[1] ?? "c"),
    "in each part": (input) =>
      input.parsed_path.every(
        (part) =>
          (part === "a" || part.startsWith("b") || http(input).host === part) &&
          (part.endsWith("a") || part.includes("b") || size(input) > 10) &&
          (http(input).method === "GET" || part !== http(input).path || part === "a") &&
          (http(input).scheme === part || part.length > 0 || size(input) > 20),
      ),
  },
  deny: {
    "many denied": (input) => fourTimesThree(input) && http(input).headers["x-a"] === "b",
  },
});
