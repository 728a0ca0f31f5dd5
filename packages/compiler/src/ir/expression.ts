import type { Schema } from "@bylaw/dsl/schema";
import type { Span } from "../compilation.ts";

/** A value known when the policy is compiled. */
export type Constant = null | boolean | number | string | readonly Constant[] | ConstantObject;

/** An object literal as a list of pairs, so that a key such as `__proto__` is plain data. */
export interface ConstantObject {
  readonly kind: "object";
  readonly entries: readonly (readonly [string, Constant])[];
}

export type Comparison = "===" | "!==" | "<" | "<=" | ">" | ">=";

/** How a string method relates its receiver to its argument. */
export type TextRelation = "prefix" | "suffix" | "contains";

/** Functions of the standard library that write a text in an encoding. */
export const encoders = ["base64Encode", "base64UrlEncode", "hexEncode", "percentEncode"] as const;

export type Encoder = (typeof encoders)[number];

/** Functions of the standard library that the compiler knows. */
export type LibraryCall =
  | { readonly name: "now" }
  | {
      readonly name: "businessHours";
      readonly instant: Expression;
      readonly zone: string;
      readonly from: number;
      readonly to: number;
      readonly days: readonly string[];
    }
  | { readonly name: "inCidr"; readonly address: Expression; readonly blocks: readonly string[] }
  | { readonly name: "bearerToken"; readonly authorization: Expression }
  | { readonly name: "encoded"; readonly encoder: Encoder; readonly text: Expression }
  /** One of `libraryFunctions`, with its literal arguments. */
  | {
      readonly name: "function";
      readonly function: string;
      readonly operands: readonly Expression[];
      readonly literals: readonly string[];
    }
  | {
      readonly name: "verifyJwt";
      readonly token: Expression;
      /** The arguments of `io.jwt.decode_verify` without the clock: `secret` or `cert`, `alg`, `iss`, `aud`. */
      readonly constraints: readonly (readonly [string, string])[];
      readonly claims: Schema;
    };

/** What a pattern takes out of a value: `{ a: { b } }` binds `b` at the path `["a", "b"]`. */
export interface Binding {
  readonly local: Local;
  readonly path: readonly (string | number)[];
  /** Defaults of the pattern: what stands for the value after `at` steps when that is undefined. */
  readonly defaults?: readonly { readonly at: number; readonly value: Expression }[];
  /** `[a, ...others]`: the elements of what is at the path, from this one on. */
  readonly from?: number;
}

/** A name bound in a function: a parameter, a destructured part of one, or a `const`. */
export interface Local {
  readonly id: number;
  readonly name: string;
}

/** A function of the policy: a rule, a helper, or a function given to an array method. */
export interface FunctionDefinition {
  readonly name: string;
  /** For each parameter the names that it binds. */
  readonly parameters: readonly (readonly Binding[])[];
  /** The last parameter takes all arguments that are left, as a list. */
  readonly takesRest?: true;
  readonly body: Expression;
  readonly span: Span;
}

/**
 * An expression of the policy, without a trace of TypeScript's syntax tree. Statements are folded in: a `const`
 * is a `let`, an `if` with `return` is a `conditional`.
 */
export type Expression = { readonly span: Span } & (
  | { readonly kind: "constant"; readonly value: Constant }
  | { readonly kind: "undefined" }
  | { readonly kind: "local"; readonly local: Local }
  /** An array literal; its elements may be spreads. */
  | { readonly kind: "list"; readonly elements: readonly Expression[] }
  /** `...values` in an array literal; a set gives each of its elements once. */
  | { readonly kind: "spread"; readonly of: Expression; readonly isSet: boolean }
  | { readonly kind: "set"; readonly of: Expression }
  | { readonly kind: "record"; readonly entries: readonly (readonly [string, Expression])[] }
  /** `{ ...a, b }` as the objects `a` and `{ b }`; properties of later ones win. */
  | { readonly kind: "merge"; readonly objects: readonly Expression[] }
  | {
      readonly kind: "property";
      readonly object: Expression;
      readonly key: string;
      readonly chained: boolean;
    }
  | {
      readonly kind: "index";
      readonly object: Expression;
      readonly index: Expression;
      readonly chained: boolean;
      /** `map.get(key)`: nothing is found but what the map was made of. */
      readonly ofMap?: true;
    }
  | { readonly kind: "call"; readonly callee: number; readonly arguments: readonly Expression[] }
  /** A call of a function of the same function, which sees the names around it. */
  | {
      readonly kind: "apply";
      readonly function: FunctionDefinition;
      readonly arguments: readonly Expression[];
    }
  | { readonly kind: "library"; readonly call: LibraryCall }
  | {
      readonly kind: "compare";
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "not"; readonly operand: Expression }
  | { readonly kind: "coalesce"; readonly value: Expression; readonly fallback: Expression }
  | {
      readonly kind: "conditional";
      readonly test: Expression;
      readonly whenTrue: Expression;
      readonly otherwise: Expression;
    }
  | {
      readonly kind: "let";
      readonly bindings: readonly Binding[];
      readonly value: Expression;
      readonly body: Expression;
    }
  | {
      readonly kind: "text";
      readonly relation: TextRelation;
      readonly subject: Expression;
      readonly argument: Expression;
      readonly chained: boolean;
    }
  | {
      readonly kind: "includes";
      readonly collection: Expression;
      readonly element: Expression;
      readonly chained: boolean;
    }
  | {
      readonly kind: "quantifier";
      readonly quantifier: "some" | "every";
      readonly collection: Expression;
      readonly predicate: FunctionDefinition;
      readonly chained: boolean;
    }
  | {
      readonly kind: "transform";
      /** A loop of a rule that finds things: no order of its elements matters, and none that is there twice. */
      readonly isLoop?: true;
      readonly method: Transform;
      readonly collection: Expression;
      readonly callback: FunctionDefinition;
      readonly chained: boolean;
    }
  | {
      readonly kind: "method";
      readonly method: ValueMethod;
      readonly receiver: Expression;
      readonly arguments: readonly Expression[];
      readonly chained: boolean;
    }
  /** `Object.keys(object)` and its like. */
  | { readonly kind: "entries"; readonly part: "keys" | "values" | "entries"; readonly object: Expression }
  | { readonly kind: "fromEntries"; readonly pairs: Expression }
  /** `sorted(texts)` of @bylaw/dsl/lists. */
  | { readonly kind: "sorted"; readonly list: Expression }
  | {
      readonly kind: "length";
      readonly of: Expression;
      readonly receiver: "string" | "array" | "set";
      readonly chained: boolean;
    }
  /** Texts put together: a template, or `+` of texts. */
  | { readonly kind: "template"; readonly parts: readonly Expression[] }
  | {
      readonly kind: "arithmetic";
      readonly operator: "+" | "-" | "*";
      readonly left: Expression;
      readonly right: Expression;
    }
  /** `list.reduce((total, element) => total + term, start)`. */
  | {
      readonly kind: "sum";
      readonly collection: Expression;
      readonly term: FunctionDefinition;
      readonly start: Expression;
      readonly chained: boolean;
    }
  /** `value == null`: whether it is undefined or null. */
  | { readonly kind: "empty"; readonly of: Expression }
  /** `typeof value === "string"`. */
  | { readonly kind: "typeof"; readonly of: Expression; readonly type: TypeName }
  /** `shape.is(value)`. */
  | { readonly kind: "shape"; readonly of: Expression; readonly schema: Schema }
  /** The end of a function that TypeScript shows to be out of reach. */
  | { readonly kind: "unreachable" }
);

/** Array methods that make another value with a function of the elements. */
export type Transform = "map" | "filter" | "flatMap" | "find";

/** Methods that make another value of a text or an array. */
export type ValueMethod =
  | "at"
  | "concat"
  | "flat"
  | "join"
  | "replaceAll"
  | "slice"
  | "split"
  | "trim"
  | "trimEnd"
  | "trimStart";

/** What `typeof` says of the values of JSON, and of nothing. */
export type TypeName = "string" | "number" | "boolean" | "undefined";
