import type { ComparedLiteral } from "../compilation.ts";
import type { Constant } from "../ir/expression.ts";
import { dependenciesOf } from "./computation.ts";
import type { Atom, Formula, Key, Operand, Read } from "./formula.ts";
import { untrustedReads } from "./untrusted-reads.ts";

type Path = ComparedLiteral["path"];

/** What was found so far. Conditions share their parts, so that each part is looked at once. */
interface Found {
  readonly seen: Set<Formula>;
  readonly literals: ComparedLiteral[];
}

/** The literals that conditions compare the input with, each once. */
export function comparedLiterals(formulas: readonly Formula[]): readonly ComparedLiteral[] {
  const found: Found = { seen: new Set(), literals: [] };
  for (const formula of formulas) visit(formula, found);
  return [...new Map(found.literals.map((literal) => [JSON.stringify(literal), literal])).values()];
}

function visit(formula: Formula, found: Found): void {
  const { size } = found.seen;
  if (found.seen.add(formula).size === size) return;
  switch (formula.kind) {
    case "always":
    case "never":
    case "stuck":
      return;
    case "touch":
      if (formula.of.kind !== "read") visit(formula.of, found);
      return;
    case "atom":
      visitAtom(formula.atom, found);
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
    case "quantified":
      visit(formula.body, found);
  }
}

function visitAtom(atom: Atom, found: Found): void {
  switch (atom.kind) {
    case "equal":
      visitPair(atom.left, atom.right, "equals", found);
      return;
    case "order":
      visitPair(atom.left, atom.right, "order", found);
      return;
    case "text":
      visitPair(atom.subject, atom.argument, atom.relation, found);
      return;
    case "member":
      for (const value of atom.values) visitPair(atom.element, { kind: "constant", value }, "equals", found);
      return;
    case "defined":
      visitRead(atom.read, found);
      return;
    case "type":
      visitRead(atom.of, found);
      return;
    case "helper":
  }
}

function visitPair(left: Operand, right: Operand, relation: ComparedLiteral["relation"], found: Found): void {
  for (const value of constantsOf(right)) addLiteral(left, value, relation, found);
  for (const value of constantsOf(left)) addLiteral(right, value, relation, found);
  for (const operand of [left, right]) if (operand.kind === "read") visitRead(operand, found);
}

/** Finds the literals of the conditions on which the elements of a list are there. */
function visitRead({ root }: Read, found: Found): void {
  if (root.kind === "computed") visit(dependenciesOf(root.computation).elements, found);
}

function addLiteral(
  operand: Operand,
  value: ComparedLiteral["value"],
  relation: ComparedLiteral["relation"],
  { literals }: Found,
): void {
  const path = operand.kind === "read" ? inputPath(operand) : undefined;
  if (path !== undefined) literals.push({ path, value, relation });
}

/** The constants that an operand is one of: itself, or the elements that a quantifier goes through. */
function constantsOf(operand: Operand): readonly ComparedLiteral["value"][] {
  if (operand.kind === "constant") return [operand.value].filter(isScalar);
  if (operand.kind !== "read" || operand.root.kind !== "variable") return [];
  const { collection } = operand.root.variable;
  if (collection.kind !== "constants") return [];
  return collection.values
    .flatMap((value) =>
      valueAt(
        value,
        operand.steps.map((step) => plainKey(step.key)),
      ),
    )
    .filter(isScalar);
}

function valueAt(value: Constant, path: Path): readonly Constant[] {
  const [key, ...rest] = path;
  if (key === undefined) return [value];
  if (typeof value !== "object" || value === null) return [];
  const inner =
    "kind" in value ? value.entries.find(([name]) => name === String(key))?.[1] : value[Number(key)];
  return inner === undefined ? [] : valueAt(inner, rest);
}

function isScalar(value: Constant): value is ComparedLiteral["value"] {
  return typeof value !== "object" || value === null;
}

/** The paths below `input` that conditions read, each once, with `*` for any element. */
export function inputReads(formulas: readonly Formula[]): readonly Path[] {
  const paths = untrustedReads(formulas).flatMap((read) => {
    const path = inputPath(read);
    return path === undefined ? [] : [path];
  });
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

/** The path below `input`, with `*` for the elements of a quantifier; nothing for values from elsewhere. */
function inputPath(read: Read): Path | undefined {
  const keys = read.steps.map((step) => plainKey(step.key));
  switch (read.root.kind) {
    case "input":
      return keys;
    case "data":
    case "helper":
      return undefined;
    case "computed": {
      const { computation } = read.root;
      const outer = computation.kind === "narrowed" ? inputPath(computation.of) : undefined;
      return outer === undefined ? undefined : [...outer, ...keys];
    }
    case "variable": {
      const { collection } = read.root.variable;
      if (collection.kind !== "read") return undefined;
      const outer = inputPath(collection);
      return outer === undefined ? undefined : [...outer, "*", ...keys];
    }
  }
}

function plainKey(key: Key): string | number {
  return typeof key === "object" ? "*" : key;
}
