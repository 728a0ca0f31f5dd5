import type { Span } from "../compilation.ts";
import type { FindingEffect } from "../ir/finding.ts";

export type Scalar = null | boolean | number | string;

/** The operators that stand between two terms. */
export type Operator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in";

export type Term =
  | { readonly kind: "scalar"; readonly value: Scalar }
  /** A local variable, `input`, or a rule of the module. */
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "reference"; readonly head: Term; readonly path: readonly Term[] }
  | { readonly kind: "array" | "set"; readonly elements: readonly Term[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, Term])[] }
  /** An object of one key that is only known when the policy is asked. */
  | { readonly kind: "pair"; readonly key: Term; readonly value: Term }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Term[] }
  | {
      readonly kind: "comparison";
      readonly operator: Operator;
      readonly left: Term;
      readonly right: Term;
    }
  | {
      readonly kind: "arithmetic";
      readonly operator: "+" | "-" | "*" | "/" | "%";
      readonly left: Term;
      readonly right: Term;
    }
  /** `[head | body]`, or `{head | body}` with each value once. */
  | {
      readonly kind: "comprehension";
      readonly head: Term;
      readonly body: readonly Statement[];
      readonly isSet?: true;
    }
  /** `$"missing {label}"`: total, whatever the parts are; texts among them are printable ASCII. */
  | { readonly kind: "template"; readonly parts: readonly Term[] }
  /** `[variable | some variable in collection]`: an array whatever the collection is. */
  | { readonly kind: "elements"; readonly variable: string; readonly collection: Term };

/**
 * Why a statement is there: `policy` says what the author wrote, `guard` checks that a value is what its type
 * says, `binding` gives a value a name.
 */
export type Origin = "policy" | "guard" | "binding";

export type Statement = { readonly origin: Origin; readonly span?: Span } & (
  | { readonly kind: "expression"; readonly term: Term; readonly negated: boolean }
  /** `target := value`; the target is a name, or an array of names and scalars. */
  | { readonly kind: "assign"; readonly target: Term; readonly value: Term }
  /** With a key, it goes through the keys and values of an object, or through a set of pairs. */
  | {
      readonly kind: "some";
      readonly key?: string;
      readonly variable: string;
      readonly pairs?: true;
      readonly collection: Term;
    }
  | {
      readonly kind: "every";
      readonly key?: string;
      readonly variable: string;
      readonly collection: Term;
      readonly body: readonly Statement[];
    }
);

export interface Metadata {
  readonly title?: string;
  readonly description?: string;
  readonly entrypoint?: boolean;
  readonly labels?: readonly (readonly [string, string])[];
}

export type Head =
  /** One value; `true` unless `value` says otherwise. */
  | { readonly kind: "complete"; readonly name: string; readonly value?: Term }
  | { readonly kind: "contains"; readonly name: string; readonly element: Term }
  /** A function; its value is `true` unless `value` says otherwise. */
  | {
      readonly kind: "function";
      readonly name: string;
      readonly parameters: readonly string[];
      readonly value?: Term;
    };

export type Rule =
  | {
      readonly kind: "default";
      readonly name: string;
      /** The number of parameters when it is the default of a function. */
      readonly parameters?: number;
      /** An object holds constants only. */
      readonly value: Scalar | Extract<Term, { kind: "object" }>;
      readonly metadata?: Metadata;
    }
  | {
      readonly kind: "rule";
      readonly head: Head;
      readonly body: readonly Statement[];
      readonly metadata?: Metadata;
      readonly span?: Span;
      /** The policy rule of which this is a body. */
      readonly implements?: { readonly effect: "allow" | FindingEffect; readonly name: string };
    };

export interface Module {
  readonly metadata: Metadata;
  readonly package: string;
  readonly rules: readonly Rule[];
}
