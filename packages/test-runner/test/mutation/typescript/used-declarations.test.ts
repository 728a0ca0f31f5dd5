import { expect, it } from "vitest";
import { usedDeclarations } from "../../../src/mutation/typescript/used-declarations.ts";

const linesOf = (modules: Readonly<Record<string, string>>) =>
  usedDeclarations("policies/a.ts", new Map(Object.entries(modules)))
    .map(({ file, line }) => `${file}:${line}`)
    .sort();

it("follows names through modules", () => {
  const modules = {
    "policies/a.ts": 'import { f as g } from "../lib/b.ts";\nconst unused = 1;\nexport default g;',
    "lib/b.ts": 'import c from "./c.ts";\nexport const f = () => c;\nexport const other = () => c;',
    "lib/c.ts": "const one = 1;\nexport default one;\nexport function two() {}",
  };
  expect(linesOf(modules)).toEqual(["lib/b.ts:2", "lib/c.ts:1", "lib/c.ts:2", "policies/a.ts:3"]);
});

it.each([
  ["a namespace", 'import * as b from "./b.ts";\nexport default b;'],
  ["all that is exported on", 'export * from "./b.ts";\nexport default 1;'],
  ["a name that is exported on", 'export { f as g } from "./b.ts";\nexport default 1;'],
])("takes all of a module by %s", (_, text) => {
  const modules = { "policies/a.ts": text, "policies/b.ts": "export const f = 1;\nexport const g = 2;" };
  expect(linesOf(modules)).toEqual(expect.arrayContaining(["policies/b.ts:1", "policies/b.ts:2"]));
});

it("takes what a module runs, and what is declared several at once or has two names", () => {
  const modules = {
    "policies/a.ts": 'import { f } from "./b.ts";\nexport default f;',
    "policies/b.ts": `export const f = 1;
const g = 2, h = 3;
f.call(k);
const k = 4;
let l = 5;
export default function m() {}
`,
  };
  const used = [1, 2, 3, 4, 6].map((line) => `policies/b.ts:${line}`);
  expect(linesOf(modules)).toEqual(["policies/a.ts:2", ...used]);
});

it("is not led by types", () => {
  const modules = {
    "policies/a.ts":
      'import { kinds } from "./b.ts";\ntype Kind = (typeof kinds)[number];\nexport default (a: Kind) => a;',
    "policies/b.ts": "export const kinds = [1] as const;",
  };
  expect(linesOf(modules)).toEqual(["policies/a.ts:3"]);
});
