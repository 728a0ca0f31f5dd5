import type { ComparedLiteral } from "../compilation.ts";
import type { Constant } from "../ir/expression.ts";
import { dependenciesOf } from "./computation.ts";
import type { Atom, Formula, Key, Operand, Read } from "./formula.ts";
import { untrustedReads } from "./untrusted-reads.ts";

type Path = ComparedLiteral["path"];

/** The literals that conditions compare the input with, each once. */
export function comparedLiterals(formulas: readonly Formula[]): readonly ComparedLiteral[] {
  const found = new Map<string, ComparedLiteral>();
  // Conditions share their parts: each is looked at once.
  const seen = new Set<Formula>();
  for (const formula of formulas) {
    for (const literal of literalsIn(formula, seen)) found.set(JSON.stringify(literal), literal);
  }
  return [...found.values()];
}

function literalsIn(formula: Formula, seen: Set<Formula>): readonly ComparedLiteral[] {
  if (seen.has(formula)) return [];
  seen.add(formula);
  const again = (inner: Formula): readonly ComparedLiteral[] => literalsIn(inner, seen);
  switch (formula.kind) {
    case "always":
    case "never":
    case "stuck":
      return [];
    case "touch":
      return formula.of.kind === "read" ? [] : again(formula.of);
    case "atom":
      return literalsOfAtom(formula.atom, seen);
    case "not":
      return again(formula.operand);
    case "and":
    case "or":
      return [...again(formula.left), ...again(formula.right)];
    case "choose":
      return [formula.test, formula.whenTrue, formula.otherwise].flatMap(again);
    case "quantified":
      return again(formula.body);
  }
}

function literalsOfAtom(atom: Atom, seen: Set<Formula>): readonly ComparedLiteral[] {
  switch (atom.kind) {
    case "equal":
      return pairs(atom.left, atom.right, "equals", seen);
    case "order":
      return pairs(atom.left, atom.right, "order", seen);
    case "text":
      return pairs(atom.subject, atom.argument, atom.relation, seen);
    case "member":
      return atom.values.flatMap((value) => pairs(atom.element, { kind: "constant", value }, "equals", seen));
    case "defined":
      return literalsOfRead(atom.read, seen);
    case "type":
      return literalsOfRead(atom.of, seen);
    case "helper":
      return [];
  }
}

function pairs(
  left: Operand,
  right: Operand,
  relation: ComparedLiteral["relation"],
  seen: Set<Formula>,
): readonly ComparedLiteral[] {
  return [
    ...constantsOf(right).flatMap((value) => literalAt(left, value, relation)),
    ...constantsOf(left).flatMap((value) => literalAt(right, value, relation)),
    ...[left, right].flatMap((operand) => (operand.kind === "read" ? literalsOfRead(operand, seen) : [])),
  ];
}

/** The literals of the conditions on which the elements of a list are there. */
function literalsOfRead({ root }: Read, seen: Set<Formula>): readonly ComparedLiteral[] {
  return root.kind === "computed" ? literalsIn(dependenciesOf(root.computation).elements, seen) : [];
}

function literalAt(
  operand: Operand,
  value: ComparedLiteral["value"],
  relation: ComparedLiteral["relation"],
): readonly ComparedLiteral[] {
  if (operand.kind !== "read") return [];
  const path = inputPath(operand);
  return path === undefined ? [] : [{ path, value, relation }];
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
