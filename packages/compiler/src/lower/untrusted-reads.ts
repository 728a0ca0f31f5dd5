import { memoised } from "../memoised.ts";
import { collectionRead } from "./collections.ts";
import { dependenciesOf } from "./computation.ts";
import type { Formula, Operand, Read } from "./formula.ts";
import { operandsOf } from "./guards.ts";
import { isTrusted, readKey } from "./reads.ts";

/** What was found so far. Conditions share their parts, so that each part is looked at once. */
interface Found {
  readonly seen: Set<object>;
  readonly reads: Map<string, Read>;
}

/** The reads of the documents that conditions rest on, each once, those behind values of helpers among them. */
export function untrustedReads(formulas: readonly Formula[]): readonly Read[] {
  const reads = new Map<string, Read>();
  for (const read of formulas.flatMap(untrustedIn))
    if (!reads.has(readKey(read))) reads.set(readKey(read), read);
  return [...reads.values()];
}

const untrustedIn = memoised((formula: Formula): readonly Read[] => {
  const found: Found = { seen: new Set(), reads: new Map() };
  visit(formula, found);
  return [...found.reads.values()];
});

/** The reads of the documents that values come from. */
export function readsBehind(operands: readonly Operand[]): readonly Read[] {
  const found: Found = { seen: new Set(), reads: new Map() };
  for (const operand of operands) visitOperand(operand, found);
  return [...found.reads.values()];
}

/** Whether something was looked at before; from then on it was. */
function isSeen(part: object, { seen }: Found): boolean {
  const { size } = seen;
  return seen.add(part).size === size;
}

function visit(formula: Formula, found: Found): void {
  if (isSeen(formula, found)) return;
  switch (formula.kind) {
    case "always":
    case "never":
    case "stuck":
      return;
    case "touch":
      if (formula.of.kind === "read") visitRead(formula.of, found);
      else visit(formula.of, found);
      return;
    case "atom":
      for (const operand of operandsOf(formula.atom)) visitOperand(operand, found);
      return;
    case "not":
      visit(formula.operand, found);
      return;
    case "and":
    case "or":
      visit(formula.left, found);
      visit(formula.right, found);
      return;
    case "choose":
      for (const part of [formula.test, formula.whenTrue, formula.otherwise]) visit(part, found);
      return;
    case "quantified": {
      const of = collectionRead(formula.variable.collection);
      if (of !== undefined) visitRead(of, found);
      visit(formula.body, found);
    }
  }
}

function visitOperand(operand: Operand, found: Found): void {
  if (operand.kind === "read") visitRead(operand, found);
  if (operand.kind === "count") visitRead(operand.of, found);
}

function visitRead(read: Read, found: Found): void {
  if (isSeen(read, found)) return;
  for (const { key } of read.steps) if (typeof key === "object") visitRead(key, found);
  if (read.root.kind === "helper") {
    for (const operand of read.root.call.arguments) visitOperand(operand, found);
    return;
  }
  if (read.root.kind === "computed" && !isSeen(read.root.computation, found)) {
    const { operands, elements } = dependenciesOf(read.root.computation);
    for (const operand of operands) visitOperand(operand, found);
    visit(elements, found);
  }
  if (isTrusted(read)) return;
  const key = readKey(read);
  if (!found.reads.has(key)) found.reads.set(key, read);
}
