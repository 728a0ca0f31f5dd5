import fc from "fast-check";
import { expressions, literals } from "./expressions.ts";
import { findingPrelude, findingRule } from "./findings.ts";
import { programOfKinds } from "./kinds.ts";
import { programOfLists } from "./lists.ts";
import { outermost, type Scope, type Writer, withName } from "./scope.ts";

/** What every program has above its rules. */
const prelude = `import {
  base64Decode, base64Encode, base64UrlDecode, base64UrlEncode, hexDecode, hexEncode, percentDecode, percentEncode,
} from "@bylaw/dsl/encoding";
import { envoyInput, envoyPolicy, type EnvoyInput } from "@bylaw/dsl/envoy";
import { sorted } from "@bylaw/dsl/lists";
import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

${literals.map((value, index) => `const literal${index}: string = ${JSON.stringify(value)};`).join("\n")}
const none: number = 0;
const one: number = 1;
const two: number = 2;
const hundred: number = 100;
const fraction: number = 2.5;
const words: readonly string[] = ["public", "a"];
const tokens = new Set(["a", "GET", "public"]);
const table: ReadonlyMap<string, string> = new Map([["a", "GET"], ["GET", "a"], ["x-a", "b"]]);
const body = t.object({
  sub: t.string,
  level: t.opt(t.number),
  target: t.union(
    t.object({ kind: t.oneOf("file"), path: t.string }),
    t.object({ kind: t.oneOf("row"), id: t.number }),
  ),
});
const isListed = (text: string): boolean => words.includes(text) || text === "q";
const label = (on: boolean): string => (on ? "on" : "off");
function first<T>(values: readonly T[]): T | undefined {
  return values[0];
}
`;

/** The statements of a rule: some of them only bind names, some return early. */
type Step =
  | { readonly kind: "text" | "list"; readonly value: Writer }
  | { readonly kind: "return"; readonly test: Writer; readonly value: Writer }
  | { readonly kind: "switch"; readonly subject: Writer; readonly cases: readonly Writer[] };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), value: expressions.text }),
  fc.record({ kind: fc.constant("list" as const), value: expressions.list }),
  fc.record({
    kind: fc.constant("return" as const),
    test: expressions.condition,
    value: expressions.condition,
  }),
  fc.record({
    kind: fc.constant("switch" as const),
    subject: expressions.text,
    cases: fc.array(expressions.condition, { minLength: 1, maxLength: 2 }),
  }),
);

const rule: fc.Arbitrary<string> = fc
  .tuple(fc.array(step, { maxLength: 1 }), expressions.condition)
  .map(([steps, result]) => {
    const lines: string[] = [];
    let scope: Scope = outermost;
    for (const one of steps) {
      switch (one.kind) {
        case "text":
        case "list": {
          const bound = withName(scope, one.kind === "text" ? "texts" : "lists");
          const type = one.kind === "text" ? "string" : "readonly string[]";
          lines.push(`const ${bound.name}: ${type} = ${one.value(scope)};`);
          scope = bound.scope;
          break;
        }
        case "return":
          lines.push(`if (${one.test(scope)}) return ${one.value(scope)};`);
          break;
        case "switch":
          lines.push(`switch (${one.subject(scope)}) {`);
          for (const [index, value] of one.cases.entries())
            lines.push(`  case literal${index}: return ${value(scope)};`);
          lines.push("}");
      }
    }
    return [...lines, `return ${result(scope)};`].map((line) => `      ${line}`).join("\n");
  });

/** A policy that allows and denies. */
const deciding: fc.Arbitrary<(name: string) => string> = fc
  .tuple(fc.array(rule, { minLength: 1, maxLength: 2 }), fc.array(rule, { minLength: 1, maxLength: 2 }))
  .map(([allow, deny]) => (name) => {
    const rules = (bodies: readonly string[]): string =>
      bodies
        .map((text, index) => `    "rule ${index}": (input: EnvoyInput): boolean => {\n${text}\n    },`)
        .join("\n");
    const denied = rules(deny).replaceAll('"rule', '"deny');
    return `${prelude}
export default envoyPolicy({
  package: "${name}",
  allow: {
${rules(allow)}
  },
  deny: {
${denied}
  },
});
`;
  });

/** A policy that finds things. */
const finding: fc.Arbitrary<(name: string) => string> = fc
  .tuple(fc.array(findingRule, { minLength: 1, maxLength: 2 }), fc.array(findingRule, { maxLength: 1 }))
  .map(([deny, warn]) => (name) => {
    const rules = (of: typeof deny, called: string): string =>
      of.map((write, index) => write(`"${called} ${index}"`)).join("\n");
    return `${prelude}${findingPrelude}
export default findingPolicy({
  package: "${name}",
  input: envoyInput,
  deny: {
${rules(deny, "deny")}
  },
  warn: {
${rules(warn, "warn")}
  },
});
`;
  });

/** The text of a policy of a few rules, under a package of the given name. */
export const program: fc.Arbitrary<(name: string) => string> = fc.oneof(
  { weight: 2, arbitrary: deciding },
  { weight: 1, arbitrary: finding },
  { weight: 1, arbitrary: programOfKinds },
  { weight: 1, arbitrary: programOfLists },
);
