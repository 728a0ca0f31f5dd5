import { envoyPolicy } from "@bylaw/dsl/envoy";

const methods = new Set(["GET", "HEAD"]);
const table = [
  { method: "GET", prefix: "/a" },
  { method: "POST", prefix: "/b" },
] as const;
const permissions: ReadonlyMap<string, readonly string[]> = new Map([
  ["GET", ["/a", "/b"]],
  ["POST", ["/c"]],
]);

export default envoyPolicy({
  package: "test.lists",
  allow: {
    "in a list": (input) => ["GET", "HEAD"].includes(input.attributes.request.http.method),
    "not in a list": (input) => !["GET", "HEAD"].includes(input.attributes.request.http.method),
    "in a set": (input) => methods.has(input.attributes.request.http.method),
    "path has a part": (input) => input.parsed_path.includes("public"),
    "path lacks a part": (input) => !input.parsed_path.includes("admin"),
    "path has the method": (input) => input.parsed_path.includes(input.attributes.request.http.method),
    "some part": (input) => input.parsed_path.some((part) => part.startsWith("p") || part === "x"),
    "no part": (input) => !input.parsed_path.some((part) => part.startsWith("p") || part === "x"),
    "every part": (input) => input.parsed_path.every((part) => part.startsWith("p") || part === "x"),
    "not every part": (input) => !input.parsed_path.every((part) => part.startsWith("p") && part !== "px"),
    "every part is the same": (input) => input.parsed_path.every((part) => part === "public"),
    count: (input) => input.parsed_path.length >= 2,
    "not count": (input) => !(input.parsed_path.length > 1),
    "first part": (input) => input.parsed_path[0] === "api" && input.parsed_path[1] !== "admin",
    query: (input) => input.parsed_query.q?.includes("public") ?? false,
    "query without": (input) => !(input.parsed_query.q?.includes("public") ?? false),
    "query every": (input) => input.parsed_query.q?.every((one) => one.length > 0) ?? true,
    nested: (input) =>
      input.parsed_path.some((part) => input.parsed_query.q?.some((one) => one === part) ?? false),
    "nested every": (input) =>
      input.parsed_path.every((part) => (input.parsed_query.q ?? []).some((one) => one === part)),
    "or after some": (input) =>
      input.parsed_path.includes("public") || input.attributes.request.http.method === "GET",
    "some by a table": (input) =>
      table.some(
        (row) =>
          row.method === input.attributes.request.http.method &&
          input.attributes.request.http.path.startsWith(row.prefix),
      ),
    "none by a table": (input) =>
      !table.some(
        (row) =>
          row.method === input.attributes.request.http.method &&
          input.attributes.request.http.path.startsWith(row.prefix),
      ),
    "looked up": (input) =>
      permissions.get(input.attributes.request.http.method)?.includes(input.attributes.request.http.path) ??
      false,
    "not looked up": (input) =>
      !(
        permissions.get(input.attributes.request.http.method)?.includes(input.attributes.request.http.path) ??
        false
      ),
    "list of reads": (input) =>
      [input.attributes.request.http.method, input.attributes.request.http.path].includes("GET"),
  },
});
