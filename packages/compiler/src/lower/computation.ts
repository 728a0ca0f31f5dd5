import { memoised } from "../memoised.ts";
import { always, and, choose, type Formula, type Operand, or, type Read, type Variable } from "./formula.ts";
import { isRead, readKey } from "./reads.ts";
import { touch } from "./touch.ts";
import type { Part, Value } from "./value.ts";

/** How a value is worked out of others. */
export type Computation =
  /** Texts, and counts written in decimal, put together. */
  | { readonly kind: "concat"; readonly parts: readonly Operand[] }
  /** The texts of a list with another between them. */
  | { readonly kind: "join"; readonly items: readonly Part[]; readonly separator: Operand }
  /** The first element of a list; there may be none. */
  | { readonly kind: "first"; readonly items: readonly Part[] }
  /** The number of elements, or their sum. */
  | { readonly kind: "count" | "sum"; readonly items: readonly Part[] }
  /** The list as an array. */
  | { readonly kind: "array"; readonly items: readonly Part[] }
  | {
      readonly kind: "arithmetic";
      readonly operator: "+" | "-" | "*";
      readonly left: Operand;
      readonly right: Operand;
    }
  /** A builtin that gives what TypeScript gives for all arguments of these types. */
  | { readonly kind: "builtin"; readonly name: Builtin; readonly arguments: readonly Operand[] }
  /** An element of an array counted from its end: 1 is the last. There may be none. */
  | {
      readonly kind: "fromEnd";
      readonly of: Read;
      readonly distance: number;
      readonly items: readonly Part[];
    }
  /** The value when its discriminant is one of some literals, and nothing otherwise. */
  | {
      readonly kind: "narrowed";
      readonly of: Read;
      readonly key: string;
      readonly values: readonly string[];
    }
  /** One of several values, by conditions. */
  | { readonly kind: "chosen"; readonly of: Value; readonly name: string };

export type Builtin =
  | "array.slice"
  | "base64.encode"
  | "base64url.encode_no_pad"
  | "hex.encode"
  | "replace"
  | "sort"
  | "split"
  | "trim"
  | "trim_left"
  | "trim_right"
  | "urlquery.encode"
  // Functions of the generated module.
  | "distinct"
  | "object_of";

/** The operands that a computation cannot do without, and the conditions of its elements. */
export interface Dependencies {
  readonly operands: readonly Operand[];
  /** Must be readable, whatever its answer is. */
  readonly elements: Formula;
}

/** What must be readable, and well-formed, for a computation to give what TypeScript gives. */
export const dependenciesOf: (computation: Computation) => Dependencies = memoised((computation) => {
  switch (computation.kind) {
    case "concat":
      return { operands: computation.parts, elements: always };
    case "join":
      return { operands: [computation.separator], elements: touchParts(computation.items) };
    case "first":
    case "count":
    case "sum":
    case "array":
      return { operands: [], elements: touchParts(computation.items) };
    case "arithmetic":
      return { operands: [computation.left, computation.right], elements: always };
    case "builtin":
      return { operands: computation.arguments, elements: always };
    case "fromEnd":
      return { operands: [computation.of], elements: touchParts(computation.items) };
    case "narrowed":
      return { operands: [computation.of], elements: always };
    case "chosen":
      return { operands: [], elements: touch(computation.of) };
  }
});

/** What must be readable for all parts of a list to have been evaluated. */
export function touchParts(parts: readonly Part[]): Formula {
  return parts.map(touchPart).reduce(and, always);
}

function touchPart(part: Part): Formula {
  switch (part.kind) {
    case "one":
      return touch(part.value);
    case "when":
      return and({ kind: "touch", of: part.test }, choose(part.test, touchParts(part.parts), always));
    case "each": {
      const { variable, element } = part;
      const body = and({ kind: "touch", of: element }, touchParts(part.parts));
      return {
        kind: "touch",
        of: { kind: "quantified", quantifier: "every", variable, element, body, span: element.span },
      };
    }
  }
}

/** A text that is the same for two computations exactly when they do the same. */
export const computationKey: (computation: Computation) => string = memoised((computation: Computation) =>
  JSON.stringify(computation, (key, value: unknown) => {
    if (key === "span" || key === "schema") return undefined;
    return isRead(value) ? readKey(value) : value;
  }),
);

/** A text that is the same for two values exactly when they are. */
export function valueKey(value: Value): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === "span" || key === "schema") return undefined;
    return isRead(inner) ? readKey(inner) : inner;
  });
}

/** Whether some part of a list is there. */
export function someParts(parts: readonly Part[], ask: (value: Value) => Formula): Formula {
  return parts
    .map((part) => somePart(part, ask))
    .reduceRight((rest, one) => or(one, rest), { kind: "never" });
}

function somePart(part: Part, ask: (value: Value) => Formula): Formula {
  switch (part.kind) {
    case "one":
      return ask(part.value);
    case "when":
      return choose(part.test, someParts(part.parts, ask), { kind: "never" });
    case "each":
      return quantified("some", part.variable, part.element, someParts(part.parts, ask));
  }
}

/** Whether every part of a list is as asked. */
export function everyPart(parts: readonly Part[], ask: (value: Value) => Formula): Formula {
  return parts.map((part) => wholePart(part, ask)).reduceRight((rest, one) => and(one, rest), always);
}

function wholePart(part: Part, ask: (value: Value) => Formula): Formula {
  switch (part.kind) {
    case "one":
      return ask(part.value);
    case "when":
      return choose(part.test, everyPart(part.parts, ask), always);
    case "each":
      return quantified("every", part.variable, part.element, everyPart(part.parts, ask));
  }
}

function quantified(quantifier: "some" | "every", variable: Variable, element: Read, body: Formula): Formula {
  return {
    kind: "quantified",
    quantifier,
    variable,
    element,
    body: and({ kind: "touch", of: element }, body),
    span: element.span,
  };
}
