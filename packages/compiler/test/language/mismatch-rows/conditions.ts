import { allow, http, principal, type Row } from "./row.ts";

/** Comparisons, conditions, statements and functions. */
export const conditionRows: readonly Row[] = [
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
      // A parameter that is only a type takes no argument.
      `(input) => {
        function same(this: void, part: string, other: string, last = "a"): boolean {
          return part === other || part === last;
        }
        return same(method(input), "GET") && input.parsed_path.some(function (this: void, part) {
          return same(part, "public");
        });
      }`,
    ],
    refused: { [allow("[isPublic].every((one) => one(method(input)))")]: "BYL1101" },
  },
];
