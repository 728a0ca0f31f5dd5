import type { Conjunction, Literal } from "./alternatives.ts";
import { collectionRead } from "./collections.ts";
import { dependenciesOf } from "./computation.ts";
import type { HelperCall, Operand, Read } from "./formula.ts";
import { keysAlong } from "./guards.ts";
import { mayBeAbsent } from "./reads.ts";
import type { Promises } from "./scope.ts";

/**
 * The reads that are there and well-formed whenever a body holds, because a part of the body fails otherwise. What
 * is promised needs no guard of its own elsewhere in the body.
 */
export function promisesOf(body: Conjunction): Promises {
  const implying = body.flatMap(withoutQuestions);
  const promised = keysOf(body);
  const isWhole = implying.length === body.length && implying.every((literal, at) => literal === body[at]);
  return { promised, implied: isWhole ? promised : keysOf(implying) };
}

function keysOf(literals: Conjunction): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const literal of literals) for (const read of neededReads(literal)) addKeys(read, keys);
  return keys;
}

/** A body without the questions whether something is there. */
function withoutQuestions(literal: Literal): Conjunction {
  if (literal.kind === "atom" && literal.atom.kind === "defined") return [];
  if (literal.kind !== "quantified") return [literal];
  const bodies = literal.bodies.map((body) => body.flatMap(withoutQuestions));
  const isWhole = bodies.every((body, at) => {
    const whole = literal.bodies[at] ?? [];
    return body.length === whole.length && body.every((inner, place) => inner === whole[place]);
  });
  return [isWhole ? literal : { ...literal, bodies }];
}

/** The keys of a read, and of those that it came from, or by which it is looked up: without them there is none. */
function addKeys(read: Read, keys: Set<string>): void {
  for (const key of keysAlong(read)) keys.add(key);
  for (const behind of readsBehind(read)) addKeys(behind, keys);
  for (const { key } of read.steps) if (typeof key === "object") addKeys(key, keys);
}

function readsBehind({ root }: Read): readonly Read[] {
  if (root.kind === "helper") return callReads(root.call);
  // What a narrowed value is taken from need not be there for the value to be asked.
  if (root.kind !== "computed" || root.computation.kind === "narrowed") return [];
  return dependenciesOf(root.computation).operands.flatMap(readsOf);
}

function callReads(helperCall: HelperCall): readonly Read[] {
  return helperCall.arguments.flatMap(readsOf);
}

function readsOf(operand: Operand): readonly Read[] {
  if (operand.kind === "read") return [operand];
  return operand.kind === "count" ? [operand.of] : [];
}

function neededReads(literal: Literal): readonly Read[] {
  // Each of the ways may need something else.
  if (literal.kind === "visited" || literal.kind === "either") return [];
  if (literal.kind === "quantified") {
    const { collection } = literal.variable;
    const of = collectionRead(collection);
    const outer = of === undefined || literal.orNone === true ? [] : [of];
    // The one body of a `some` holds whenever the whole does.
    const [only] = literal.bodies;
    return literal.quantifier === "some" && only !== undefined
      ? [...outer, ...only.flatMap(neededReads)]
      : outer;
  }
  const { atom, positive } = literal;
  switch (atom.kind) {
    case "equal": {
      const reads = [...readsOf(atom.left), ...readsOf(atom.right)];
      if (atom.right.kind === "constant")
        return positive ? reads : reads.filter((read) => !mayBeAbsent(read));
      if (positive && reads.some((read) => !mayBeAbsent(read))) return reads;
      return reads.filter((read) => !mayBeAbsent(read));
    }
    case "order":
      return [...readsOf(atom.left), ...readsOf(atom.right)];
    case "text":
      return [...readsOf(atom.subject), ...readsOf(atom.argument)];
    case "member":
      // Null is in no list of texts, so that not to be in one says nothing.
      return positive || !mayBeAbsent(atom.element) ? [atom.element] : [];
    case "type":
      return positive ? [atom.of] : [];
    case "defined":
      return positive ? [atom.read] : [];
    case "helper":
      return callReads(atom.call);
  }
}
