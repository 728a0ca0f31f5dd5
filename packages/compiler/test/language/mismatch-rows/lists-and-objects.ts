import { allow, http, type Row } from "./row.ts";

/** Lists, sets, maps and objects. */
export const listAndObjectRows: readonly Row[] = [
  {
    construct: ".some and .every",
    lowered: [
      allow(`input.parsed_path.some((part) => part.startsWith("p") || part === "x")`),
      allow(`!input.parsed_path.some((part) => part.startsWith("p") || part === "x")`),
      allow(`input.parsed_query.q?.every((one) => one !== "a") ?? true`),
    ],
    refused: { [allow("input.parsed_path.some((part, index) => index > 0 && part === 'a')")]: "BYL1101" },
  },
  {
    construct: ".map of what may be missing",
    lowered: [
      allow("input.parsed_path.map((part) => grants.get(part)).some((one) => one !== undefined)"),
      allow(`input.parsed_path.map((part) => ${http}.headers[part] ?? "").join("") !== ""`),
    ],
    refused: {
      [allow(`input.parsed_path.map((part) => ${http}.headers[part])[0] === undefined`)]: "BYL1110",
    },
  },
  {
    construct: ".filter",
    lowered: [
      allow(`input.parsed_path.filter((part) => part !== "").length >= 2`),
      allow(`input.parsed_path.filter((part) => part !== "")[0] === "a"`),
    ],
    refused: { [allow("input.parsed_path.filter((part) => part).length > 1")]: "BYL1103" },
  },
  {
    construct: ".flatMap",
    lowered: [
      allow(`Object.keys(input.parsed_query).flatMap((key) => input.parsed_query[key] ?? []).includes("a")`),
      allow(`input.parsed_path.flatMap((part) => (part === "a" ? [] : [part, part])).length === 2`),
    ],
  },
  {
    construct: ".reduce",
    lowered: [allow(`input.parsed_path.reduce((total, part) => total + (part === "a" ? 2 : 1), 0) >= 3`)],
    refused: { [allow(`input.parsed_path.reduce((all, part) => all.concat(part), "") === "a"`)]: "BYL1142" },
  },
  {
    construct: ".find",
    lowered: [
      allow(`input.parsed_path.find((part) => part.startsWith("p")) === "public"`),
      allow(`input.parsed_path.find((part) => part.startsWith("p"))?.endsWith("c") !== true`),
      allow(`input.parsed_path.find((part) => part.startsWith("p")) === undefined`),
    ],
  },
  {
    construct: ".includes",
    lowered: [allow(`!input.parsed_path.includes(method(input))`), allow("methods.has(method(input))")],
    refused: { [allow(`[["a"]].includes(["a"])`)]: "BYL1109" },
  },
  {
    construct: "in",
    lowered: [allow(`Object.keys(${http}.headers).includes("x-a")`)],
    refused: { [allow(`"x-a" in ${http}.headers`)]: "BYL1151" },
  },
  {
    construct: ".sort()",
    lowered: [
      allow(`sorted(input.parsed_path)[0] === "a"`),
      allow(`sorted(Object.keys(${http}.headers)).join() === "a,b"`),
      allow(`sorted(input.parsed_path.filter((part) => part !== "")).at(-1) !== "x"`),
      allow(`sorted(["b", "a", "\\u{1f600}", "\\uffff"]).join() === "a,b,\\uffff,\\u{1f600}"`),
    ],
    refused: {
      [allow("[...input.parsed_path].sort()[0] === 'a'")]: "BYL1155",
      [allow(`sorted(input.parsed_path.map((part) => part === "a")).length === 1`)]: "TS2345",
    },
  },
  {
    construct: "xs[i], .at(-1), s[0]",
    lowered: [
      allow(`input.parsed_path[1] !== "a"`),
      allow(`input.parsed_path.at(-1) === "public"`),
      allow(`input.parsed_path.at(-1) === undefined`),
    ],
    refused: {
      [allow("method(input)[0] === 'G'")]: "BYL1101",
      [allow("input.parsed_path[input.parsed_path.length - 1] === 'a'")]: "BYL1113",
    },
  },
  {
    construct: ".slice",
    lowered: [
      allow(`input.parsed_path.slice(1).includes("a")`),
      allow(`input.parsed_path.slice(0, 2).join() === "a,b"`),
      allow(`input.parsed_path.slice(2, 1).length === 0`),
    ],
    refused: {
      [allow("input.parsed_path.slice(-1).length === 1")]: "BYL1113",
      [allow("method(input).slice(1) === 'ET'")]: "BYL1154",
    },
  },
  {
    construct: "Set and Map",
    lowered: [
      allow("new Set(input.parsed_path).has('a')"),
      allow("methods.size === 2 && [...methods].length === 2"),
      allow("(ranks.get(method(input)) ?? 0) > 1"),
      allow("ranks.has(method(input))"),
      allow("new Set(input.parsed_path).size === input.parsed_path.length"),
      allow("new Set(input.parsed_path.filter((part) => part !== 'a')).size > 1"),
      allow("[...new Set(input.parsed_path)].some((part) => part === 'a')"),
      allow("[...new Set(Object.keys(input.parsed_query))].length === 1"),
      allow("!(grants.get(method(input)) ?? []).includes('a')"),
    ],
    refused: {
      [allow("[...new Set(input.parsed_path)][0] === 'a'")]: "BYL1145",
      [allow("new Set(Object.values(input.parsed_query)).size === 1")]: "BYL1109",
    },
  },
  {
    construct: "what every object has",
    lowered: [
      allow(`input.parsed_query["constructor"] === undefined`),
      allow(`${http}.headers[method(input)] === undefined`),
      allow(`!ranks.has("toString") && grants.get("constructor") === undefined`),
      allow(`Object.hasOwn(${http}.headers, method(input))`),
      allow(`!Object.hasOwn(${http}.headers, "x-a")`),
      allow(`Object.hasOwn(table, method(input))`),
    ],
    refused: {
      [allow("loose[method(input)] ?? false")]: "BYL1159",
      [allow("(loose[rank(input)] ?? false) === true")]: "BYL1159",
      [allow(`Object.hasOwn(${http}, method(input))`)]: "BYL1141",
    },
  },
  {
    construct: "Object.fromEntries",
    lowered: [
      allow(
        `Object.fromEntries(Object.entries(${http}.headers).map(([key, value]) => [key, value]))["x-a"] === "a"`,
      ),
      allow(`(Object.fromEntries(input.parsed_path.map((part) => [part, part === "a"]))["a"] ?? false)`),
      allow(`Object.fromEntries([["a", 1], [method(input), 2], ["b", 3]])["a"] === 1`),
      allow(`Object.keys(Object.fromEntries(input.parsed_path.map((part) => [part, "x"]))).length > 1`),
      allow(
        `(Object.fromEntries(Object.entries(input.parsed_query).filter(([, all]) => all.length > 1).map(([key, all]) => [key, all]))["a"]?.includes("b") ?? false)`,
      ),
    ],
    refused: {
      [allow(
        `Object.fromEntries(Object.entries(${http}.headers).map(([key, value]) => [value, key]))["a"] === "a"`,
      )]: "BYL1145",
      [allow(`Object.fromEntries(input.parsed_path.map((part) => [part, { part }]))["a"]?.part === "a"`)]:
        "BYL1101",
    },
  },
  {
    construct: "functions given to helpers",
    lowered: [
      allow(`any(input.parsed_path, (part) => part === method(input))`),
      allow(`any(input.parsed_path, isPublic) && !any([...input.parsed_path, "b"], (part) => part === "a")`),
    ],
    refused: { [allow("[isPublic].length === 1")]: "BYL1101" },
  },
  {
    construct: "rest parameters and patterns",
    lowered: [
      allow(`oneOf(method(input), "GET", "HEAD") && !oneOf(method(input))`),
      `({ parsed_path: [first, ...others] }: EnvoyInput) => first !== undefined && others.includes(first)`,
      `({ parsed_path: [, , ...others] }: EnvoyInput) => others.length === 1`,
    ],
    refused: {
      "({ parsed_path, ...others }: EnvoyInput) => others.version !== undefined && parsed_path.length > 0":
        "BYL1101",
    },
  },
  {
    construct: "the order of keys",
    lowered: [
      allow(`Object.keys(${http}.headers).length > 1`),
      allow(`Object.entries(${http}.headers).every(([key, value]) => key !== value)`),
      allow(`Object.values(table).join() === "read,write"`),
    ],
    refused: {
      [allow(`Object.keys(${http}.headers)[0] === "a"`)]: "BYL1145",
      [allow(`Object.keys(${http}.headers).join() === "a"`)]: "BYL1145",
      [allow(`Object.keys(${http}).length > 1`)]: "BYL1141",
    },
  },
  {
    construct: "{...a, ...b}",
    lowered: [allow(`({ ...table, GET: method(input) }).GET === "GET"`)],
    refused: { [allow(`({ ...${http}.headers, a: "b" }).a === "b"`)]: "BYL1101" },
  },
  { construct: "the same key twice", refused: { [allow("({ a: 1, a: 2 }).a === 2")]: "TS1117" } },
  {
    construct: "number keys",
    lowered: [allow(`({ 1: "GET" })["1"] === method(input)`)],
  },
  {
    construct: "defaults in patterns",
    lowered: [
      `({ attributes: { source: { principal = "none" } }, parsed_path: [first = "x"] }) => principal === "none" || first === "x"`,
      "(input) => { const [first, ...rest] = input.parsed_path; return first === 'a' && rest.length > 1; }",
    ],
  },
];
