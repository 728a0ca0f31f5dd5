import { type Symbol as MorphSymbol, Node, type TypeChecker } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { FunctionDefinition, Local } from "../ir/expression.ts";
import { spanOf } from "./span.ts";

/** How deep expressions may be nested. */
const deepest = 400;
/** How many expressions and statements may be read: what follows an `if` is read once for each branch. */
const largest = 50_000;

/** What reading a policy gathers: each helper function and constant once, by its declaration. */
export interface Reader {
  readonly checker: TypeChecker;
  readonly functions: Map<number, FunctionDefinition>;
  readonly numbers: Map<Node, number>;
  /** Declarations that are being read, the outermost first. */
  readonly open: Node[];
  readonly locals: Map<MorphSymbol, Local>;
  /** The functions that are given as arguments, by the parameter that they stand for, while a helper is read. */
  readonly given: Map<MorphSymbol, Node>;
  depth: number;
  size: number;
}

export function createReader(checker: TypeChecker): Reader {
  return {
    checker,
    functions: new Map(),
    numbers: new Map(),
    open: [],
    locals: new Map(),
    given: new Map(),
    depth: 0,
    size: 0,
  };
}

/** Binds a name of the policy. */
export function bindLocal(reader: Reader, name: Node): Local {
  const symbol = name.getSymbol();
  if (symbol === undefined) throw new Refusal("BYL1101", "a name that stands for nothing", spanOf(name));
  // What follows an `if` may be read twice; a name stands for the same both times.
  const known = reader.locals.get(symbol);
  if (known !== undefined) return known;
  const local: Local = { id: reader.locals.size, name: name.getText() };
  reader.locals.set(symbol, local);
  return local;
}

/**
 * The number of a declaration's definition, reading it if it was not read yet.
 * @throws Refusal BYL1107 when reading it needs itself
 */
export function numberOf(
  reader: Reader,
  declaration: Node,
  read: () => FunctionDefinition,
  use: Node,
): number {
  const known = reader.numbers.get(declaration);
  if (known !== undefined) return known;
  const definition = opened(reader, declaration, read, use);
  const number = reader.numbers.size;
  reader.numbers.set(declaration, number);
  reader.functions.set(number, definition);
  return number;
}

/**
 * Reads a declaration's definition while noting that it is being read.
 * @throws Refusal BYL1107 when reading it needs itself
 */
export function opened(
  reader: Reader,
  declaration: Node,
  read: () => FunctionDefinition,
  use: Node,
): FunctionDefinition {
  if (reader.open.includes(declaration)) {
    const chain = reader.open.slice(reader.open.indexOf(declaration)).map(nameOf);
    throw new Refusal("BYL1107", [...chain, nameOf(declaration)].join(" → "), spanOf(use));
  }
  reader.open.push(declaration);
  try {
    return read();
  } finally {
    reader.open.pop();
  }
}

/** The name of a declaration, for messages. */
export function nameOf(declaration: Node): string {
  const named = Node.hasName(declaration) ? declaration.getName() : undefined;
  if (named !== undefined) return named;
  return Node.isFunctionDeclaration(declaration) ? (declaration.getName() ?? "function") : "function";
}

/** Counts nesting while something is read. */
export function nested<T>(reader: Reader, node: Node, read: () => T): T {
  reader.depth += 1;
  reader.size += 1;
  try {
    if (reader.depth > deepest) throw new Refusal("BYL1118", "it is nested too deeply", spanOf(node));
    if (reader.size > largest) throw new Refusal("BYL1118", "the policy is too long", spanOf(node));
    return read();
  } finally {
    reader.depth -= 1;
  }
}
