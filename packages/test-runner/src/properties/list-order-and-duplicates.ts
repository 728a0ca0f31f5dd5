import type { Json } from "@bylaw/engine";
import { heldValues, type Path } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import { placeOf, withValue } from "./input-places.ts";
import { decidesAlike, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

export interface ListOrderOptions {
  /** Lists whose order means something, such as `parsed_path`. */
  readonly except?: readonly string[];
}

/** In what order a list is, and what it has twice, does not matter; save for a path, and for what `except` names. */
export const listOrderAndDuplicates = readyProperty<ListOrderOptions>(({ except = [] }): Property => {
  const ordered = except.map((text) => placeOf(text).path);
  return {
    name: "listOrderAndDuplicates",
    claim: "the order of lists, and what they have twice, change no decision",
    inputs: "wellFormed",
    check: (question, verdict, context) =>
      decidesAlike(
        verdict,
        rearranged(question, [...ordered, ...positional(context.policy)]),
        context,
        "with a list in another order or with elements twice",
      ),
  };
});

/** The segments of a request's path are in the order that they are in. */
function positional({ kind }: TestedPolicy): readonly Path[] {
  return kind === "envoy" ? [["parsed_path"]] : [];
}

const mostLists = 12;

function* rearranged(question: Question, ordered: readonly Path[]): Generator<Question> {
  if (question.input === undefined) return;
  const lists = heldValues(question.input, 400).filter(
    ({ path, value }) =>
      Array.isArray(value) && value.length > 0 && !ordered.some((pattern) => matches(pattern, path)),
  );
  for (const { path, value } of lists.slice(0, mostLists)) {
    const list = value as readonly Json[];
    const [first = null] = list;
    const others = [
      ...(list.length > 1 ? [list.toReversed(), [...list.slice(1), first]] : []),
      [...list, first],
      [...list, ...list],
    ];
    for (const other of others) yield withValue(question, { document: "input" }, path, other);
  }
}

function matches(pattern: Path, path: Path): boolean {
  return pattern.length === path.length && pattern.every((key, index) => key === "*" || key === path[index]);
}
