import { memoised } from "../memoised.ts";
import { areExclusive, type Facts, factsOf } from "./facts.ts";
import type { JoinedList, Variable } from "./formula.ts";
import { type Segment, segmentsWhen } from "./segments.ts";
import type { Part, Value } from "./value.ts";
import { variablesOf } from "./variables.ts";

/** A way to elements of a list: what is gone through and asked before one is there. */
export interface Way {
  readonly segments: readonly Segment[];
  readonly facts: Facts;
  readonly value: Value;
}

/** The list that an element is of, when that has one element at most: it is known everywhere. */
export function singleOf({ collection }: Variable): JoinedList | undefined {
  return collection.kind === "joined" && isSingle(collection) ? collection : undefined;
}

/** Whether at most one element is ever there: each of them where a text is what it is not for the others. */
export const isSingle: (list: JoinedList) => boolean = memoised(
  ({ parts, isSet }: JoinedList) =>
    isSet !== true &&
    !parts.some(goesThrough) &&
    variablesOf(parts).every((variable) => singleOf(variable) !== undefined) &&
    areExclusive(waysTo(parts, [], []).map(({ facts }) => facts)),
);

function goesThrough(part: Part): boolean {
  return part.kind === "each" || (part.kind === "when" && part.parts.some(goesThrough));
}

export function waysTo(parts: readonly Part[], segments: readonly Segment[], facts: Facts): readonly Way[] {
  return parts.flatMap((part) => waysToPart(part, segments, facts));
}

function waysToPart(part: Part, segments: readonly Segment[], facts: Facts): readonly Way[] {
  switch (part.kind) {
    case "one":
      return [{ segments, facts, value: part.value }];
    case "when":
      return waysTo(part.parts, segmentsWhen(segments, part.test), [...facts, ...factsOf(part.test, true)]);
    case "each": {
      const each = { kind: "each", variable: part.variable, span: part.element.span } as const;
      return waysTo(part.parts, [...segments, each], facts);
    }
  }
}
