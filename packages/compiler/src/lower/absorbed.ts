import { memoised } from "../memoised.ts";
import { bodiesKey, type QuestionOrLoop } from "./alternatives.ts";
import { collectionRead } from "./collections.ts";
import type { Operand, Read } from "./formula.ts";
import { atomKey, mayBeAbsent, mayBeEmpty, operandKey, prefixOf, readKey } from "./reads.ts";

/**
 * The alternatives of a denial without those that another one covers: it asks no more, or what it asks beyond that
 * holds anyway where a value is missing, since every element differs from a value that is not there, and a list that
 * is not there has no element that could be wrong.
 */
export function withoutAbsorbed<P extends QuestionOrLoop>(
  ways: readonly (readonly P[])[],
): readonly (readonly P[])[] {
  for (const [at, way] of ways.entries()) {
    for (const [index, other] of ways.entries()) {
      const covering = at === index ? undefined : coveringBoth(way, other);
      if (covering === undefined) continue;
      return withoutAbsorbed(
        ways.flatMap((one, place) => (place === at ? [] : place === index ? [covering] : [one])),
      );
    }
  }
  return ways;
}

/** A way that holds exactly where one of two does, if it can be told by what they ask. */
function coveringBoth<P extends QuestionOrLoop>(
  way: readonly P[],
  other: readonly P[],
): readonly P[] | undefined {
  const asked = keysOf(way);
  const missing = way.flatMap(missingRead);
  const extra = other.filter((part) => partKey(part).some((key) => !asked.has(key)));
  if (extra.every((part) => missing.some((read) => holdsWithout(part, read)))) return other;
  // The list that is missing in one is gone through in the other, and nothing else is different.
  const [read] = missing;
  if (read === undefined || missing.length > 1) return undefined;
  const same = keysOf(other);
  const alike = way.every(
    (part) => missingRead(part).length > 0 || partKey(part).every((key) => same.has(key)),
  );
  const rest = extra.filter((part) => !isThere(part, read));
  const [every] = rest;
  if (!alike || rest.length !== 1 || every === undefined || !goesThrough(every, read)) return undefined;
  return other.flatMap((part): readonly P[] => {
    if (isThere(part, read)) return [];
    return part === every ? [{ ...part, orNone: true }] : [part];
  });
}

/** The value that a part says is not there. */
function missingRead(part: QuestionOrLoop): readonly Read[] {
  return part.kind === "atom" && part.atom.kind === "defined" && !part.positive ? [part.atom.read] : [];
}

function isThere(part: QuestionOrLoop, read: Read): boolean {
  return (
    part.kind === "atom" &&
    part.atom.kind === "defined" &&
    part.positive &&
    readKey(part.atom.read) === readKey(read)
  );
}

function goesThrough(part: QuestionOrLoop, read: Read): boolean {
  if (part.kind !== "quantified" || part.quantifier !== "every") return false;
  const of = collectionRead(part.variable.collection);
  return of !== undefined && readKey(of) === readKey(read);
}

/** Whether a part holds of any input on which a value is missing. */
function holdsWithout(part: QuestionOrLoop, missing: Read): boolean {
  if (part.kind === "atom") {
    const { atom, positive } = part;
    return (
      !positive &&
      atom.kind === "equal" &&
      atom.right.kind === "constant" &&
      atom.right.value !== null &&
      isMissing(atom.left, missing)
    );
  }
  if (part.kind !== "quantified" || part.quantifier !== "every" || mayBeEmpty(part.element)) return false;
  const of = collectionRead(part.variable.collection);
  const [body, ...others] = part.bodies;
  const [only, ...more] = (body ?? []).filter(({ kind }) => kind !== "visited");
  if (of === undefined || mayBeEmpty(of) || others.length > 0 || more.length > 0) return false;
  return (
    only?.kind === "atom" &&
    !only.positive &&
    only.atom.kind === "equal" &&
    operandKey(only.atom.left) === operandKey(part.element) &&
    isMissing(only.atom.right, missing)
  );
}

/** Whether an operand is a value, or below one, that is missing: it is compared as null then. */
function isMissing(operand: Operand, missing: Read): boolean {
  if (operand.kind !== "read" || !mayBeAbsent(operand)) return false;
  return Array.from({ length: operand.steps.length + 1 }, (_, length) =>
    readKey(prefixOf(operand, length)),
  ).includes(readKey(missing));
}

/** What a way asks. Each way is held against all others. */
const keysOf = memoised(
  (way: readonly QuestionOrLoop[]): ReadonlySet<string> => new Set(way.flatMap(partKey)),
);

/** What was only evaluated is nothing that a denial asks: its reads are checked by themselves. */
function partKey(part: QuestionOrLoop): readonly string[] {
  switch (part.kind) {
    case "visited":
      return [];
    case "atom":
      return [`${part.positive} ${atomKey(part.atom)}`];
    case "either":
    case "quantified":
    case "each":
      return [partBodiesKey(part)];
  }
}

const partBodiesKey = memoised((part: QuestionOrLoop) => bodiesKey(part));
