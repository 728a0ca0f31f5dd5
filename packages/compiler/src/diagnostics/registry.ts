/** One kind of diagnostic. Codes are never reused, and each has a page `docs/diagnostics/<code>.md`. */
export interface DiagnosticKind {
  readonly title: string;
  readonly severity: "error" | "warning";
  /** What to write instead. */
  readonly hint: string;
}

/** Every diagnostic that the compiler can give, TypeScript's own aside. */
export const diagnosticKinds = {
  BYL1001: {
    title: "the file cannot be read",
    severity: "error",
    hint: "give the path of a policy module, such as policies/authz.ts",
  },
  BYL1002: {
    title: "no default export",
    severity: "error",
    hint: "write `export default envoyPolicy({ … })`",
  },
  BYL1003: {
    title: "the default export is not a policy",
    severity: "error",
    hint: "export the result of `envoyPolicy({ … })` of @bylaw/dsl/envoy",
  },
  BYL1004: {
    title: "modules import each other in a circle",
    severity: "error",
    hint: "move what both need into a third module",
  },
  BYL1005: {
    title: "the compiler failed",
    severity: "error",
    hint: "this is a defect of Bylaw: report it with the policy",
  },
  BYL1006: {
    title: "the policy is not declared in a way that can be read",
    severity: "error",
    hint: "write the package name and the rules as literals, directly in the call",
  },
  BYL1007: {
    title: "not a package name",
    severity: "error",
    hint: "use words of letters, digits and underscores joined by dots, such as `istio.authz`",
  },
  BYL1008: {
    title: "not a rule name",
    severity: "error",
    hint: "use a short text of printable characters; `malformed input` is taken",
  },
  BYL1009: {
    title: "two rules have one name",
    severity: "error",
    hint: "rename one: the decision names the rules that decided",
  },
  BYL1101: {
    title: "not part of the policy language",
    severity: "error",
    hint: "write it with what docs/reference/language.md lists",
  },
  BYL1102: {
    title: "this function or method is not known to the compiler",
    severity: "error",
    hint: "use a function of @bylaw/dsl, a helper of your own, or a method of the list in docs/reference/language.md",
  },
  BYL1103: {
    title: "a condition that is not a boolean",
    severity: "error",
    hint: "compare it: `x !== undefined`, `x === true`, `x ?? false`, `text.length > 0`",
  },
  BYL1104: {
    title: "loose equality",
    severity: "error",
    hint: "use `===` or `!==`",
  },
  BYL1105: {
    title: "a value of type any",
    severity: "error",
    hint: "give it a type: a wrong type would be a wrong decision",
  },
  BYL1106: {
    title: "a type assertion",
    severity: "error",
    hint: "let the type follow from a check; only `as const` and `satisfies` are allowed",
  },
  BYL1107: {
    title: "a function that calls itself",
    severity: "error",
    hint: "write the repetition with `some` or `every`; Rego has no recursion",
  },
  BYL1108: {
    title: "ordering of something else than numbers",
    severity: "error",
    hint: "compare numbers; texts are ordered differently by TypeScript and Rego",
  },
  BYL1109: {
    title: "equality of objects or arrays",
    severity: "error",
    hint: "compare the properties that matter",
  },
  BYL1110: {
    title: "a comparison that tells null and undefined apart",
    severity: "error",
    hint: "null and absent are one empty value: compare with the one that the type has",
  },
  BYL1111: {
    title: "the length of a text",
    severity: "error",
    hint: "compare it with 0; TypeScript and Rego count characters differently",
  },
  BYL1112: {
    title: "a value of type unknown is used",
    severity: "error",
    hint: "describe it by a shape first",
  },
  BYL1113: {
    title: "a key or index that cannot be looked up",
    severity: "error",
    hint: "use a literal index, `at(-1)` for the last element, and look texts up in a `Record<string, …>`",
  },
  BYL1114: {
    title: "an argument that must be a literal",
    severity: "error",
    hint: "write the value itself or a constant",
  },
  BYL1115: {
    title: "not a time zone, hour or weekday",
    severity: "error",
    hint: "use an IANA name such as Europe/Berlin, hours from 0 to 24, and days such as Monday",
  },
  BYL1116: {
    title: "not an address block",
    severity: "error",
    hint: "write a block such as 10.0.0.0/8 or fd00::/8",
  },
  BYL1117: {
    title: "text that is not well-formed Unicode",
    severity: "error",
    hint: "remove the lone surrogate: Rego cannot hold it",
  },
  BYL1118: {
    title: "a rule that is too large",
    severity: "error",
    hint: "split the rule into several with names of their own",
  },
  BYL1119: {
    title: "a type that is too large or refers to itself",
    severity: "error",
    hint: "use a smaller type for the values that the policy reads",
  },
  BYL1120: {
    title: "a number that is not exact",
    severity: "error",
    hint: "use numbers within ±9007199254740991",
  },
  BYL1121: {
    title: "a function whose body cannot be read as one expression",
    severity: "error",
    hint: "use `const`, `if`, `switch` and a `return` on each path",
  },
  BYL1122: {
    title: "a declared type predicate",
    severity: "error",
    hint: "return boolean: TypeScript does not check that a predicate is true",
  },
  BYL1123: {
    title: "a comment that switches TypeScript off",
    severity: "error",
    hint: "remove it: the compiler relies on the types",
  },
  BYL1124: {
    title: "the Rego would not mean what was written",
    severity: "error",
    hint: "this is a defect of Bylaw: report it with the policy",
  },
  BYL1125: {
    title: "an empty secret, key set, issuer or audience",
    severity: "error",
    hint: "name the one that tokens must have: to OPA, an empty text is no requirement",
  },
  BYL1126: {
    title: "OPA refuses the Rego that was made of this",
    severity: "error",
    hint: "this is a defect of Bylaw: report it with the policy",
  },
  BYL1140: {
    title: "a typeof that asks for something else",
    severity: "error",
    hint: 'compare it with "string", "number", "boolean" or "undefined"; for objects, use a shape\'s `is`',
  },
  BYL1141: {
    title: "the keys of an object that may have others than its type says",
    severity: "error",
    hint: "use it on a `Record<string, …>`, or name the properties that matter",
  },
  BYL1142: {
    title: "a reduce that is not a sum",
    severity: "error",
    hint: "write `list.reduce((total, element) => total + …, 0)`, or use map, filter, some, every and find",
  },
  BYL1143: {
    title: "arithmetic that may not be exact",
    severity: "error",
    hint: "calculate with whole numbers: literals, counts, and sums of them; compare other numbers as they are",
  },
  BYL1144: {
    title: "something else than a text or a count is made part of a text",
    severity: "error",
    hint: "put only texts, counts and whole literals into a template or a join; give absent values a `??`",
  },
  BYL1145: {
    title: "an order that the two languages do not share",
    severity: "error",
    hint: "treat the keys of an object as a set: ask with some, every, includes or length",
  },
  BYL1146: {
    title: "a property of a union before its member is known",
    severity: "error",
    hint: "compare the property that tells the members apart with a literal first",
  },
  BYL1147: {
    title: "a value that changes",
    severity: "error",
    hint: "bind each value once with const, and make new lists and objects with spread, filter and map",
  },
  BYL1148: {
    title: "a class or an object of one",
    severity: "error",
    hint: "use plain objects, constants and functions",
  },
  BYL1149: {
    title: "a function that does not give its answer at once",
    severity: "error",
    hint: "write a plain function: a decision depends on the input and on constants alone",
  },
  BYL1150: {
    title: "an enum",
    severity: "error",
    hint: 'write the values as an object `{ Low: "low" } as const`, or as a union of literals',
  },
  BYL1151: {
    title: "the operator in",
    severity: "error",
    hint: "compare the property with undefined, ask `Object.keys(record).includes(key)`, or ask a shape",
  },
  BYL1152: {
    title: "a loop",
    severity: "error",
    hint: "use some, every, filter, map, find or a sum",
  },
  BYL1153: {
    title: "an exception",
    severity: "error",
    hint: "return the answer: a rule that cannot read what it needs fails closed by itself",
  },
  BYL1154: {
    title: "a method of texts that means something else in Rego",
    severity: "error",
    hint: "use startsWith, endsWith, includes, split at a separator, trim, replaceAll or equality",
  },
  BYL1155: {
    title: "an order of texts",
    severity: "error",
    hint: "use `sorted` of @bylaw/dsl/lists, or ask with some, every and includes, which need no order",
  },
  BYL1156: {
    title: "a regular expression of JavaScript",
    severity: "error",
    hint: "use `regexMatches` of @bylaw/dsl/patterns, which takes expressions of RE2, or startsWith, endsWith and includes",
  },
  BYL1157: {
    title: "an object of JavaScript that Rego does not have",
    severity: "error",
    hint: "use the standard library of @bylaw/dsl",
  },
  BYL1158: {
    title: "a rule that can never hold",
    severity: "warning",
    hint: "its conditions contradict each other: change one, or remove the rule",
  },
  BYL1159: {
    title: "a text looked up in an object that is written out",
    severity: "error",
    hint: 'write a map: `new Map([["key", value], …])` and `get`',
  },
  BYL1160: {
    title: "a condition that another one settles",
    severity: "warning",
    hint: "remove it, or change the other one: it decides nothing as it is",
  },
  BYL1201: {
    title: "a rule that finds things in a way that cannot be read",
    severity: "error",
    hint: "use `for…of`, `if`, `switch`, `const`, `continue` and `yield { msg, details }`, or return a list of findings",
  },
  BYL1203: {
    title: "a finding that says something that is not plain data",
    severity: "error",
    hint: "put texts into messages, and into details texts, numbers, booleans and lists of them",
  },
  BYL1204: {
    title: "data documents that the policy's own package would hide",
    severity: "error",
    hint: "describe `data` by `t.object`, with no property that is called as the first part of the package",
  },
  BYL1205: {
    title: "not a pattern, a version, an amount or a key set",
    severity: "error",
    hint: "write a pattern of the function that takes it: a glob, an expression of RE2, a SPIFFE ID with names in braces, a version such as 1.2.0, an amount such as 500m, or a JSON Web Key Set",
  },
  BYL1206: {
    title: "a JSON Schema that says what a shape cannot",
    severity: "error",
    hint: 'leave the keyword out; where it only narrows down what is allowed, name it: `{ unchecked: ["format"] }`',
  },
  BYL1207: {
    title: "an input that may be no object",
    severity: "error",
    hint: "describe `input` by `t.object`, and put what it is now under a name of its own",
  },
} as const satisfies Readonly<Record<string, DiagnosticKind>>;

export type DiagnosticCode = keyof typeof diagnosticKinds;

/** All codes, in order. */
export const diagnosticCodes: readonly DiagnosticCode[] =
  Object.keys(diagnosticKinds).filter(isDiagnosticCode);

function isDiagnosticCode(code: string): code is DiagnosticCode {
  return Object.hasOwn(diagnosticKinds, code);
}
