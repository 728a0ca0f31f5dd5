import type { Conjunction, Literal } from "./alternatives.ts";
import { operandsOf } from "./guards.ts";
import { prefixOf, readKey } from "./reads.ts";
import type { Segment } from "./segments.ts";

/** A part of a body: what must hold, or the elements to go through. */
export type BodyPart = Literal | Extract<Segment, { kind: "each" }>;

/** About how many lines bodies of a rule come to: each with its head, its message and its end. */
export function linesOf(bodies: readonly (readonly BodyPart[])[]): number {
  return bodies.reduce((lines, body) => lines + 3 + linesWithin(body), 0);
}

/** Whether a part of a body is a function of its own, or has one. */
export function asksFunction(part: BodyPart): boolean {
  if (part.kind !== "quantified") return part.kind === "either";
  const [first = [], ...others] = part.bodies;
  return others.length > 0 || first.some(asksFunction);
}

/** What a body asks, one question a line, with the values that have a name and the functions that only it calls. */
function linesWithin(body: readonly BodyPart[]): number {
  return body.reduce((lines, part) => lines + linesOfPart(part), 0) + namedValues(body);
}

function linesOfPart(part: BodyPart): number {
  switch (part.kind) {
    case "visited":
      return 0;
    case "each":
      return 1;
    case "atom":
      return part.positive || part.atom.kind === "defined" || part.atom.kind === "order" ? 1 : 2;
    case "either":
      return 1 + functionLines(part.bodies);
    case "quantified": {
      const [first = [], ...others] = part.bodies;
      if (others.length > 0) return 3 + functionLines(part.bodies);
      const inner = linesWithin(first);
      // An element that is only compared is looked for in a line.
      if (part.quantifier === "some") return inner > 1 ? 1 + inner : 1;
      return inner > 1 ? 2 + inner : 2;
    }
  }
}

/** A body of a single line needs no braces. */
function functionLines(bodies: readonly Conjunction[]): number {
  return bodies.map(linesWithin).reduce((lines, within) => lines + (within > 1 ? within + 2 : 1), 0);
}

/** How many values a body works out, each under a name. */
function namedValues(body: readonly BodyPart[]): number {
  const operands = body.flatMap((part) => (part.kind === "atom" ? operandsOf(part.atom) : []));
  const keys = operands.flatMap((operand) => {
    const read = operand.kind === "count" ? operand.of : operand;
    const isWorkedOut =
      read.kind === "read" && (read.root.kind === "helper" || read.root.kind === "computed");
    return isWorkedOut ? [readKey(prefixOf(read, 0))] : [];
  });
  return new Set(keys).size;
}
