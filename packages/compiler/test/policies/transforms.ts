import { type EnvoyInput, envoyPolicy } from "@bylaw/dsl/envoy";

const roles = [
  { name: "reader", methods: ["GET", "HEAD"] },
  { name: "writer", methods: ["POST"] },
] as const;
const extra = ["x-a", ...["x-b"]] as const;

const parts = (input: EnvoyInput) => input.parsed_path.filter((part) => part !== "");
const points = (input: EnvoyInput) =>
  (input.attributes.source.principal === undefined ? 40 : 0) +
  (input.attributes.request.http.method === "GET" ? 0 : 30);

export default envoyPolicy({
  package: "test.transforms",
  allow: {
    "filter and some": (input) => parts(input).some((part) => part.startsWith("p")),
    "filter and none": (input) => !parts(input).some((part) => part.startsWith("p")),
    "filter and every": (input) => parts(input).every((part) => part !== "x"),
    "filter and count": (input) => parts(input).length >= 2,
    "filter and empty": (input) => parts(input).length === 0,
    "filter and includes": (input) => parts(input).includes("public"),
    "filter and not includes": (input) => !parts(input).includes("public"),
    "first of a filter": (input) => parts(input)[0] === "a",
    "second of a filter": (input) => parts(input)[1] !== "a",
    find: (input) => input.parsed_path.find((part) => part.startsWith("p")) === "public",
    "find another": (input) => input.parsed_path.find((part) => part.startsWith("p")) !== "public",
    "find nothing": (input) => input.parsed_path.find((part) => part.startsWith("p")) === undefined,
    "find something": (input) => input.parsed_path.find((part) => part.startsWith("p")) !== undefined,
    "find in a query": (input) =>
      input.parsed_query.q?.find((one) => one.length > 0)?.startsWith("p") ?? false,
    "find in a table": (input) =>
      roles.find((role) => role.methods.some((method) => method === input.attributes.request.http.method))
        ?.name === "writer",
    join: (input) => input.parsed_path.join("/") === "a/b" || input.parsed_path.join("") === "public",
    "join another": (input) => input.parsed_path.join("-") !== "public",
    "map and join": (input) => input.parsed_path.map((part) => `<${part}>`).join("") !== "<public>",
    "map and includes": (input) =>
      input.parsed_path.map((part) => `${part}:${input.attributes.request.http.method}`).includes("a:GET"),
    "map by a condition": (input) =>
      input.parsed_path.map((part) => (part === "a" ? "1" : "0")).join("") === "10",
    "flat map": (input) => input.parsed_path.flatMap((part) => [part, "x"]).join() === "a,x",
    "flat map by a condition": (input) =>
      input.parsed_path.flatMap((part) => (part === "a" ? [] : [part])).length === 1,
    "flat map of a map": (input) => ["q", "r"].flatMap((key) => input.parsed_query[key] ?? []).includes("p"),
    spread: (input) => [...input.parsed_path, ...(input.parsed_query.q ?? [])].includes("public"),
    "spread and count": (input) => [...input.parsed_path, ...(input.parsed_query.q ?? [])].length === 3,
    "template of reads": (input) =>
      `${input.attributes.request.http.method} ${input.attributes.request.http.path}` === "GET /a",
    "template of a count": (input) => `${input.parsed_path.length} parts` === "2 parts",
    "template starts": (input) =>
      `${input.attributes.request.http.scheme}://${input.attributes.request.http.host}`.startsWith("GET://"),
    "plus of texts": (input) =>
      input.attributes.request.http.method + input.attributes.request.http.scheme === "GETGET",
    keys: (input) => Object.keys(input.attributes.request.http.headers).includes("x-a"),
    "no such key": (input) => !Object.keys(input.attributes.request.http.headers).includes("x-a"),
    "some key": (input) =>
      Object.keys(input.attributes.request.http.headers).some((key) => key.startsWith("x-")),
    "every key": (input) => Object.keys(input.attributes.request.http.headers).every((key) => key !== "q"),
    "how many keys": (input) => Object.keys(input.attributes.request.http.headers).length > 1,
    values: (input) => Object.values(input.attributes.request.http.headers).includes("secret"),
    entries: (input) =>
      Object.entries(input.attributes.request.http.headers).some(
        ([key, value]) => key.startsWith("x-") && value === "secret",
      ),
    "every entry": (input) =>
      Object.entries(input.attributes.request.http.headers).every(
        ([key, value]) => !key.startsWith("x-") || value !== "secret",
      ),
    "entries of an optional map": (input) =>
      Object.entries(input.attributes.source.labels ?? {}).some(([key, value]) => key === value),
    "keys of an optional map": (input) =>
      Object.keys(input.attributes.source.labels ?? {}).every((key) => key !== "a"),
    "looked up by a read": (input) =>
      input.attributes.request.http.headers[input.attributes.request.http.method] === "secret",
    "not looked up by a read": (input) =>
      input.attributes.request.http.headers[input.attributes.request.http.method] !== "secret",
    "looked up by elements": (input) =>
      input.parsed_path.some((part) => input.attributes.request.http.headers[part] === "secret"),
    "looked up in a list": (input) =>
      input.parsed_query[input.parsed_path[0] ?? "q"]?.includes("public") ?? false,
    "last part": (input) => input.parsed_path.at(-1) === "public",
    "not the last part": (input) => input.parsed_path.at(-1) !== "public",
    "after the first": (input) => input.parsed_path.slice(1).includes("public"),
    "two parts": (input) => input.parsed_path.slice(0, 2).join("/") !== "public",
    "split path": (input) => input.attributes.request.http.path.split("/").some((part) => part === "a"),
    "split path at": (input) => input.attributes.request.http.path.split("/")[1] === "a",
    trimmed: (input) => input.attributes.request.http.path.trim() === "/a",
    replaced: (input) => input.attributes.request.http.path.replaceAll("/", "-") === "-a",
    risk: (input) => points(input) >= 40,
    "no risk": (input) => points(input) < 30,
    "counts added": (input) => input.parsed_path.length + (input.parsed_query.q?.length ?? 0) * 2 > 3,
    sum: (input) => input.parsed_path.reduce((total, part) => total + (part === "a" ? 2 : 1), 0) === 3,
    "sum of counts": (input) =>
      Object.values(input.parsed_query).reduce((total, values) => total + values.length, 0) > 2,
    "extra headers": (input) =>
      extra.some((name) => input.attributes.request.http.headers[name] !== undefined),
    "an object of reads": (input) => {
      const seen = { ...{ method: "x" }, method: input.attributes.request.http.method, ...{ path: "/a" } };
      return seen.method === "GET" && seen.path === input.attributes.request.http.path;
    },
    "a set of reads": (input) => new Set(input.parsed_path).has("a"),
    "nested lists": (input) => [input.parsed_path, ["x"]].flat().every((part) => part !== "public"),
  },
  deny: {
    "denied by a filter": (input) => parts(input).length > 2,
    "denied by a join": (input) => input.parsed_path.join("/") === "a",
    "denied by a find": (input) =>
      input.parsed_path.find((part) => part.startsWith("p"))?.endsWith("c") === true,
    "denied by a key": (input) =>
      Object.entries(input.parsed_query).some(([key, values]) => values.includes(key)),
    "denied by a lookup": (input) =>
      input.parsed_path.some((part) => (input.parsed_query[part]?.length ?? 0) > 1),
    "denied by text": (input) => `${input.attributes.request.http.method}` === "DELETE",
  },
});
