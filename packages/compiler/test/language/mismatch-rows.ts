/** One row of the differences between TypeScript and Rego: what is decided alike, and what is refused. */
export interface Row {
  readonly construct: string;
  /** Rules, as functions of the input. */
  readonly lowered?: readonly string[];
  /** Rules that are refused, and the code that says so. */
  readonly refused?: Readonly<Record<string, string>>;
}

const allow = (condition: string): string => `(input) => ${condition}`;
const principal = "input.attributes.source.principal";
const http = "input.attributes.request.http";

/** In the order of the table. */
export const rows: readonly Row[] = [
  {
    construct: "!== of what may be missing",
    lowered: [
      allow(`${principal} !== "spiffe://a"`),
      allow(`${principal} !== input.attributes.destination.principal`),
    ],
  },
  {
    construct: "== null",
    lowered: [allow(`${principal} == null`), allow("input.parsed_body != null")],
    refused: { [allow(`method(input) == "GET"`)]: "BYL1104" },
  },
  {
    construct: "=== of arrays and objects",
    lowered: [allow(`input.parsed_path.join("/") === "a"`)],
    refused: { [allow("input.parsed_path === input.parsed_path")]: "BYL1109" },
  },
  { construct: "=== of different types", refused: { [allow("method(input) === 5")]: "TS2367" } },
  {
    construct: "< of texts and of different types",
    lowered: [allow("input.attributes.request.time.seconds < 100")],
    refused: { [allow(`method(input) < "b"`)]: "BYL1108", [allow("method(input) < 5")]: "TS2365" },
  },
  {
    construct: "truthiness",
    lowered: [allow("input.truncated_body ?? false"), allow("method(input).length > 0")],
    refused: { [allow(`!${principal}`)]: "BYL1103", [allow(`${http}.size ? true : false`)]: "BYL1103" },
  },
  {
    construct: "a condition as a value",
    lowered: [
      allow(`(method(input) === "GET") === (${principal} === "spiffe://a")`),
      allow(`[method(input) === "GET", ${principal} === undefined].every((one) => one)`),
      allow(`input.parsed_path.map((part) => part === "a").includes(true)`),
    ],
  },
  {
    construct: "&& and || as values",
    lowered: [allow(`(${principal} ?? "none") === "none"`)],
    refused: { [allow(`(${principal} || "none") === "none"`)]: "BYL1103" },
  },
  {
    construct: "a?.b ?? d",
    lowered: [
      allow(`(input.attributes.source.labels?.a ?? "d") === "d"`),
      allow(`(input.attributes.source.address.socketAddress?.address ?? "d") !== "d"`),
      allow(`input.parsed_query.q?.[0]?.startsWith("p") ?? true`),
    ],
  },
  {
    construct: "if and return",
    lowered: [
      `(input) => {
        if (input.truncated_body === true) return false;
        if (method(input) === "GET") return true;
        else if (input.parsed_path[0] === "a") return ${principal} !== undefined;
        return input.parsed_path.length > 1;
      }`,
    ],
  },
  {
    construct: "switch",
    lowered: [
      `(input) => {
        switch (method(input)) {
          case "GET":
          case "HEAD":
            return input.parsed_path[0] === "a";
          case "POST": {
            if (input.parsed_path.length > 1) break;
            return true;
          }
          case "PUT":
            if (input.truncated_body === true) return true;
          default:
            return false;
        }
        return ${principal} === undefined;
      }`,
    ],
  },
  {
    construct: "a helper that gives a boolean",
    lowered: [allow("!input.parsed_path.some(isPublic)"), allow(`!isPublic(${principal} ?? "")`)],
  },
  { construct: "recursion", refused: { [allow("countdown(input.parsed_path.length)")]: "BYL1107" } },
  {
    construct: "what changes, loops, classes, async, exceptions",
    refused: {
      "(input) => { let found = false; return found && input.truncated_body === true; }": "BYL1147",
      "(input) => { const found: string[] = []; found.push(method(input)); return found.length > 1; }":
        "BYL1147",
      "() => changing": "BYL1101",
      "(input) => { for (const part of input.parsed_path) { if (part === 'a') return true; } return false; }":
        "BYL1152",
      "(input) => { while (input.truncated_body === true) { return true; } return false; }": "BYL1152",
      "(input) => { input.parsed_path.forEach(() => {}); return true; }": "BYL1152",
      "() => new Box().on": "BYL1148",
      "() => later() !== undefined": "BYL1149",
      "(input) => { if (input.truncated_body === true) return true; throw new Error('no'); }": "BYL1153",
      "(input) => { try { return input.truncated_body === true; } catch { return false; } }": "BYL1153",
    },
  },
  {
    construct: "functions as values",
    lowered: [
      `(input) => {
        const starts = (part: string): boolean => part.startsWith(method(input));
        return input.parsed_path.some(starts) || starts("GET/");
      }`,
    ],
    refused: { [allow("[isPublic].every((one) => one(method(input)))")]: "BYL1101" },
  },
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
  {
    construct: "0.1 + 0.2",
    lowered: [allow("input.parsed_path.length + 1 > 2"), allow(`${http}.size === 2.5`)],
    refused: {
      [allow("input.attributes.request.time.seconds + 0.2 === 0.3")]: "BYL1143",
      [allow("input.parsed_path.length * 0.5 === 1")]: "BYL1143",
    },
  },
  { construct: "/", refused: { [allow("input.parsed_path.length / 2 === 1")]: "BYL1143" } },
  { construct: "%", refused: { [allow("input.parsed_path.length % 2 === 1")]: "BYL1143" } },
  {
    construct: "Math",
    refused: {
      [allow("Math.round(input.attributes.request.time.seconds) === 1")]: "BYL1157",
      [allow("Math.max(input.parsed_path.length, 1) === 1")]: "BYL1157",
    },
  },
  {
    construct: "spellings of numbers",
    lowered: [
      allow("input.attributes.request.time.seconds === 0x64"),
      allow("input.parsed_path.length < 1_000"),
    ],
    refused: { [allow("input.attributes.request.time.seconds === 9007199254740993")]: "BYL1120" },
  },
  {
    construct: "unary minus",
    lowered: [allow("input.attributes.request.time.seconds === -1")],
    refused: { [allow("-input.attributes.request.time.seconds === 1")]: "BYL1101" },
  },
  { construct: "bit operators", refused: { [allow("(input.parsed_path.length & 1) === 1")]: "BYL1101" } },
  {
    construct: "+ of texts",
    lowered: [allow(`"<" + method(input) + ">" === "<GET>"`)],
  },
  {
    construct: "templates",
    lowered: [
      allow(`\`100 %s \${method(input)} {x} \${input.parsed_path.length}\` === "100 %s GET {x} 1"`),
      allow(`\`\${${principal} ?? "-"}\`.startsWith("-")`),
    ],
    refused: {
      [allow(`\`\${${http}.size ?? 0}\` === "1"`)]: "BYL1144",
      [allow(`\`\${${principal}}\` === "undefined"`)]: "BYL1144",
      [allow(`\`\${input.parsed_path}\` === "a"`)]: "BYL1144",
    },
  },
  {
    construct: ".length of a text",
    lowered: [allow(`${http}.path.length === 0`), allow(`(${principal} ?? "").length > 0`)],
    refused: { [allow(`${http}.path.length < 100`)]: "BYL1111" },
  },
  {
    construct: "positions in a text",
    refused: {
      [allow("method(input).indexOf('G') === 0")]: "BYL1154",
      [allow("method(input).substring(0, 1) === 'G'")]: "BYL1154",
      [allow("method(input).charAt(0) === 'G'")]: "BYL1154",
    },
  },
  {
    construct: "upper and lower case",
    refused: {
      [allow("method(input).toUpperCase() === 'GET'")]: "BYL1154",
      [allow("method(input).toLowerCase() === 'get'")]: "BYL1154",
    },
  },
  {
    construct: ".trim()",
    lowered: [
      allow(`${http}.path.trim() === "/a"`),
      allow(`${http}.path.trimStart() !== ${http}.path.trimEnd()`),
    ],
  },
  {
    construct: ".split",
    lowered: [allow(`${http}.path.split("/").length === 2`), allow(`${http}.path.split("/")[1] === "a"`)],
    refused: {
      [allow(`${http}.path.split("").length === 2`)]: "BYL1114",
      [allow(`${http}.path.split(method(input)).length === 2`)]: "BYL1114",
    },
  },
  {
    construct: ".replace",
    lowered: [allow(`${http}.path.replaceAll("/", "%s") === "%sa"`)],
    refused: {
      [allow(`${http}.path.replace("/", "") === "a"`)]: "BYL1154",
      [allow(`${http}.path.replaceAll("/", "$&") === "a"`)]: "BYL1114",
    },
  },
  {
    construct: ".join",
    lowered: [
      allow(`input.parsed_path.join("/") === "a"`),
      allow(`input.parsed_path.join(method(input)) !== ""`),
    ],
    refused: { [allow("[1, input.parsed_path.length].join() === '1,1'")]: "BYL1144" },
  },
  {
    construct: "startsWith, endsWith, includes",
    lowered: [
      allow(`method(input).startsWith("") && ${http}.path.includes("")`),
      allow(`!${http}.path.endsWith(method(input))`),
    ],
    refused: { [allow("method(input).startsWith('E', 1)")]: "BYL1102" },
  },
  {
    construct: "Number, JSON and Date",
    refused: {
      [allow("Number(method(input)) === 1")]: "BYL1157",
      [allow("JSON.stringify(input.parsed_path) === '[]'")]: "BYL1157",
      [allow("Date.now() > 0")]: "BYL1157",
      [allow("Date.parse(method(input)) > 0")]: "BYL1157",
    },
  },
  {
    construct: "regular expressions",
    refused: {
      [allow("/^G/u.test(method(input))")]: "BYL1156",
      [allow("method(input).match('G') !== null")]: "BYL1156",
    },
  },
  {
    construct: "names",
    lowered: [
      `(input) => {
        const count = input.parsed_path.length;
        const data = input.parsed_path;
        const $some = data[0];
        return count > 1 || $some === "a" || data.some((every) => every === "x" && data.every((some) => some !== every));
      }`,
    ],
  },
  {
    construct: "characters beyond ASCII",
    lowered: [allow('method(input) === "\\u{feff}é😀"'), allow('method(input).includes("\\u2028")')],
    refused: { [allow('method(input) === "\\ud83d"')]: "BYL1117" },
  },
  {
    construct: "enums and as const",
    lowered: [allow('table.GET === "read" && method(input) !== table.POST')],
    refused: { [allow("Level.Low < input.parsed_path.length")]: "BYL1150" },
  },
  {
    construct: "types that are asked for",
    lowered: [
      allow(`typeof input.parsed_body === "string" && input.parsed_body.startsWith("te")`),
      allow(`typeof input.parsed_body !== "number" || input.parsed_body > 0`),
      allow(`typeof ${principal} === "undefined"`),
      allow(`body.is(input.parsed_body) && (input.parsed_body.level ?? 1) > 0`),
      allow(`body.is(input.parsed_body) && input.parsed_body.role == null`),
      allow(`!body.is(input.parsed_body)`),
      `(input) => {
        const found = input.parsed_body;
        if (!target.is(found)) return false;
        switch (found.kind) {
          case "file":
            return found.path === "a";
          case "row":
            return found.id > 0;
        }
      }`,
    ],
    refused: {
      [allow("isText(input.parsed_body) && input.parsed_body === 'a'")]: "BYL1122",
      [allow(`typeof input.parsed_body === "object"`)]: "BYL1140",
      [allow("(input.parsed_body as string) === 'a'")]: "BYL1106",
      [allow(`${principal}!.startsWith("a")`)]: "BYL1106",
      [allow("body.is(input.parsed_body) && input.parsed_body.role === undefined")]: "BYL1110",
    },
  },
];
