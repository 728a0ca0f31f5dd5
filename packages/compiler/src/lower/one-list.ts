import type { Span } from "../compilation.ts";
import { unlessRefused } from "../diagnostics/unless-refused.ts";
import { arrayOfSequence, partsOfChoices, toSequence } from "./sequences.ts";
import type { Part, Value } from "./value.ts";
import type { Work } from "./work.ts";

/** What is needed to go through lists. */
interface Context {
  readonly work: Work;
  readonly fresh: () => number;
  readonly span: Span;
}

/** A list that is one of several as one, so that how long it is is asked once; any other value as it is. */
export function oneList(value: Value, { work, fresh, span }: Context): Value {
  const { once } = work;
  if (value.kind !== "choice") return value;
  if (once === undefined) {
    work.mayBeSaidOnce = true;
    return value;
  }
  const made = unlessRefused(() => {
    let ordered = true;
    const parts = partsOfChoices(value, (leaf) => {
      const sequence = toSequence(leaf, "item", fresh, span);
      ordered &&= sequence.ordered;
      return sequence.parts;
    });
    return { kind: "sequence", sequence: { parts, ordered } } as const;
  });
  if (made === undefined || !isManifold(made.sequence.parts)) return value;
  once.isUsed = true;
  return made;
}

/** A list of what others hold on conditions as an array, in which something is looked for; any other value as it is. */
export function listToAsk(given: Value, context: Context): Value {
  const { once } = context.work;
  const value = oneList(given, context);
  if (value.kind !== "sequence" || !isManifold(value.sequence.parts)) return value;
  if (once === undefined) {
    context.work.mayBeSaidOnce = true;
    return value;
  }
  // Whether something is in it is the same in any order.
  const sequence = { ...value.sequence, ordered: true };
  const array = unlessRefused(() => arrayOfSequence(sequence, context.span));
  if (array === undefined) return value;
  once.isUsed = true;
  return { kind: "operand", operand: array };
}

/** Whether a list is made of several others, or of some of the elements of one. */
function isManifold(parts: readonly Part[]): boolean {
  return loopsIn(parts) > 1 || parts.some(isAsked);
}

function loopsIn(parts: readonly Part[]): number {
  return parts.reduce(
    (loops, part) => loops + (part.kind === "each" ? 1 : part.kind === "when" ? loopsIn(part.parts) : 0),
    0,
  );
}

/** Whether the elements of a list are there on conditions of their own, or come out of lists in it. */
function isAsked(part: Part): boolean {
  if (part.kind === "when") return part.parts.some(isAsked);
  return part.kind === "each" && part.parts.some(({ kind }) => kind !== "one");
}
