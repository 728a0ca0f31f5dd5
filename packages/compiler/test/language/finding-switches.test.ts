import { expect, it } from "vitest";
import { formatDiagnostics } from "../../src/index.ts";
import { describeDisagreement, firstDisagreement, runnable } from "../programs/compare.ts";

const before = `import { envoyInput } from "@bylaw/dsl/envoy";
import { findingPolicy } from "@bylaw/dsl/policy";
`;

function policy(...rules: readonly string[]): string {
  const named = rules.map((body, index) => `    *"rule ${index}"(input) {\n${body}\n    },`);
  return `${before}
export default findingPolicy({ package: "test.switches", input: envoyInput, deny: {\n${named.join("\n")}\n} });\n`;
}

const method = "input.attributes.request.http.method";
const rules = [
  // A clause runs on into the next one; default stands in the middle.
  `switch (${method}) {
    case "GET":
      yield { msg: "get" };
    case "HEAD":
      yield { msg: "get or head" };
      break;
    default:
      yield { msg: "other" };
    case "a":
      yield { msg: "other or a" };
  }
  yield { msg: "after" };`,
  // In a loop, what follows is left out by continue, and not by break.
  `for (const part of input.parsed_path) {
    switch (part) {
      case "public":
      case "b":
        continue;
      case "a": {
        if (${method} === "GET") break;
        yield { msg: "a" };
        for (const value of input.parsed_query.q ?? []) if (value === "q") yield { msg: value };
      }
    }
    yield { msg: "part", details: { part } };
  }`,
  // One within the other, each with a way out of its own.
  `switch (${method}) {
    case "GET":
      switch (input.parsed_path[0]) {
        case "a":
          break;
        case "b":
          return;
        default:
          yield { msg: "inner" };
      }
      yield { msg: "after inner" };
      break;
    case "a":
      return;
  }
  yield { msg: "after outer" };`,
  // The subject is read though nothing is compared with it.
  `switch (input.attributes.source.principal) {
    default:
  }
  switch (input.attributes.request.http.host) {
    default: {
      yield { msg: "always" };
    }
  }`,
];

it("a switch in a rule that finds things decides alike in every engine", { timeout: 120_000 }, async () => {
  const found = runnable(policy(...rules));
  if (!("compiled" in found)) throw new Error(formatDiagnostics(found));
  const disagreement = await firstDisagreement([found], 300, 3);
  expect(disagreement === undefined ? "" : describeDisagreement(disagreement)).toBe("");
});

it.each([
  [
    "a break in a loop",
    `for (const part of input.parsed_path) { if (part === "a") break; yield { msg: part }; }`,
  ],
  [
    "a return in a switch in a loop",
    `for (const part of input.parsed_path) switch (part) { case "a": return; default: yield { msg: part }; }`,
  ],
  [
    "a break out of a loop in a switch",
    `switch (${method}) { case "a": for (const part of input.parsed_path) { yield { msg: part }; break; } }`,
  ],
  [
    "a break to a label",
    `outer: switch (${method}) { case "a": switch (input.parsed_path[0]) { case "b": break outer; } }`,
  ],
])("%s is refused", (_, body) => {
  const found = runnable(policy(`${body}\nyield { msg: "" };`));
  expect("compiled" in found ? [] : found.map(({ code }) => code)).toEqual(["BYL1201"]);
});
