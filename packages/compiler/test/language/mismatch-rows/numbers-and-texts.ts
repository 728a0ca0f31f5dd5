import { allow, http, principal, type Row } from "./row.ts";

/** Numbers, texts, names and types. */
export const numberAndTextRows: readonly Row[] = [
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
      allow(`${http}.size !== undefined && ${http}.size < 1e-7`),
    ],
    refused: {
      [allow("input.attributes.request.time.seconds === 9007199254740993")]: "BYL1120",
      [allow("input.attributes.request.time.seconds < 1e21")]: "BYL1120",
    },
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
