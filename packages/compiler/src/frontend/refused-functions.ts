import type { DiagnosticCode } from "../diagnostics/registry.ts";

/** A built-in function that is refused: its diagnostic, and what to write instead. */
export interface RefusedFunction {
  readonly code: DiagnosticCode;
  readonly instead: string;
}

const text = (instead: string): RefusedFunction => ({ code: "BYL1154", instead });
const change = (instead: string): RefusedFunction => ({ code: "BYL1147", instead });
const order = (instead: string): RefusedFunction => ({ code: "BYL1155", instead });

const entries: RefusedFunction = {
  code: "BYL1102",
  instead: "go through the map or the set itself, or ask `has`",
};

/** Methods of texts that mean something else in Rego. */
export const textMethods: Readonly<Record<string, RefusedFunction>> = {
  toUpperCase: text('list the spellings: `["get", "GET"].includes(method)`'),
  toLowerCase: text('list the spellings: `["get", "GET"].includes(method)`'),
  toLocaleUpperCase: text("list the spellings"),
  toLocaleLowerCase: text("list the spellings"),
  substring: text("use startsWith, endsWith, or split at a separator"),
  substr: text("use startsWith, endsWith, or split at a separator"),
  slice: text("use startsWith, endsWith, or split at a separator"),
  at: text("use startsWith or endsWith"),
  charAt: text("use startsWith"),
  charCodeAt: text("use startsWith"),
  codePointAt: text("use startsWith"),
  indexOf: text("use includes"),
  lastIndexOf: text("use includes"),
  replace: text("use replaceAll with literals"),
  normalize: text("compare the text as it is"),
  padStart: text("compare the text as it is"),
  padEnd: text("compare the text as it is"),
  localeCompare: order("compare numbers, or ask for equality"),
  match: {
    code: "BYL1156",
    instead: "use `regexMatches` of @bylaw/dsl/patterns, startsWith, endsWith or includes",
  },
  matchAll: {
    code: "BYL1156",
    instead: "use `regexMatches` of @bylaw/dsl/patterns, startsWith, endsWith or includes",
  },
  search: {
    code: "BYL1156",
    instead: "use `regexMatches` of @bylaw/dsl/patterns, startsWith, endsWith or includes",
  },
};

/** Methods of lists that change them, order them, or need what Rego lacks. */
export const listMethods: Readonly<Record<string, RefusedFunction>> = {
  push: change("spread: `[...list, element]`"),
  pop: change("use slice"),
  shift: change("use slice"),
  unshift: change("spread: `[element, ...list]`"),
  splice: change("use slice and spread"),
  fill: change("write the list out"),
  copyWithin: change("use slice and spread"),
  reverse: order("use at(-1) for the last element"),
  toReversed: order("use at(-1) for the last element"),
  sort: order("use `sorted` of @bylaw/dsl/lists for texts; some, every and includes need no order"),
  toSorted: order("use `sorted` of @bylaw/dsl/lists for texts; some, every and includes need no order"),
  forEach: { code: "BYL1152", instead: "use some, every, filter or map" },
  reduceRight: { code: "BYL1142", instead: "use reduce for a sum" },
  indexOf: { code: "BYL1102", instead: "use includes" },
  findIndex: { code: "BYL1102", instead: "use some, or find" },
  findLast: { code: "BYL1102", instead: "use find, or filter and at(-1)" },
};

/** Methods of sets and maps that change them. */
export const collectionMethods: Readonly<Record<string, RefusedFunction>> = {
  add: change("write the elements in the constructor"),
  set: change("write the entries in the constructor"),
  delete: change("use filter"),
  clear: change("write the elements in the constructor"),
  forEach: { code: "BYL1152", instead: "use some or every of a list" },
  keys: entries,
  values: entries,
  entries,
};

/** Objects and functions of JavaScript whose answers Rego does not share. */
export const globals: Readonly<Record<string, string>> = {
  Date: "use `now` and `businessHours` of @bylaw/dsl/time",
  Math: "compare the number as it is",
  JSON: "describe the value by a shape and ask `is`",
  Number: "compare texts as texts",
  String: "use a template for counts",
  Boolean: "compare the value",
  parseInt: "compare texts as texts",
  parseFloat: "compare texts as texts",
  RegExp: "use `regexMatches` of @bylaw/dsl/patterns",
  Promise: "a rule gives its answer at once",
  Array: "describe the value by a shape and ask `is`",
  Symbol: "use a literal",
  Reflect: "read the property",
  console: "leave it out: a rule only decides",
};
