import type { Block, Local, Operand, Statement } from "../plan/plan.ts";
import { everyStatement, visitMentions } from "./mentions.ts";

/** The local of the collection that a statement puts something into. */
export function filledBy({ type, stmt }: Statement): Local | undefined {
  switch (type) {
    case "ArrayAppendStmt":
      return stmt.array;
    case "SetAddStmt":
      return stmt.set;
    case "ObjectInsertStmt":
    case "ObjectInsertOnceStmt":
      return stmt.object;
    default:
      return undefined;
  }
}

/**
 * The locals of a top-level block that only ever hold an object with constant names as keys: it can be a plain one.
 *
 * @param isName whether an operand is a string that is no key with a meaning of its own
 * @param shared locals that carry something from one block to another
 * @param filledElsewhere those of them that some block of the function puts something into
 */
export function plainObjects(
  block: Block,
  isName: (operand: Operand) => boolean,
  shared: ReadonlySet<Local>,
  filledElsewhere: ReadonlySet<Local>,
): ReadonlySet<Local> {
  const made = new Set<Local>();
  const writtenElse = new Set<Local>();
  const filled = new Map<Local, "names" | "keys">();
  const visitor = { read: () => undefined, write: (local: Local) => void writtenElse.add(local) };
  everyStatement(block, (statement) => {
    const { type, stmt } = statement;
    if (type === "MakeObjectStmt") made.add(stmt.target);
    else visitMentions(statement, visitor);
    if (type === "ObjectInsertOnceStmt") filled.set(stmt.object, "keys");
    if (type === "ObjectInsertStmt" && filled.get(stmt.object) !== "keys")
      filled.set(stmt.object, isName(stmt.key) ? "names" : "keys");
    return true;
  });
  // An object that is put into under a second name may be any of these.
  for (const local of filled.keys())
    if (!shared.has(local) && (!made.has(local) || writtenElse.has(local))) return new Set();
  for (const local of filledElsewhere) if (writtenElse.has(local)) return new Set();
  return new Set([...made].filter((local) => !shared.has(local) && filled.get(local) !== "keys"));
}

/** Constants that the plan builds anew each time, as code that is run once. */
export interface Constants {
  /** What each local holds in the end. */
  readonly values: ReadonlyMap<Local, ConstantCode>;
  /** How many statements they replace. */
  readonly length: number;
}

export interface ConstantCode {
  readonly code: string;
  /** Arrays, sets and objects, which are worth a name of their own. */
  readonly isComposite: boolean;
  /** The elements of an array of strings. */
  readonly steps?: readonly string[];
}

interface Making {
  readonly kind: "array" | "set" | "object";
  readonly parts: string[];
  readonly steps: string[];
}

/** What the code of constants is made from. */
export interface ConstantReader {
  /** Whether more is put into a local than so often. */
  readonly isChangedLater: (local: Local, filled: number) => boolean;
  /** The code of a constant operand; undefined for a local. */
  readonly operand: (operand: Operand) => string | undefined;
  readonly text: (operand: Operand) => string | undefined;
  /** The code of a number that is surely one; undefined for all others. */
  readonly number: (statement: Statement) => string | undefined;
}

/**
 * Finds the longest run of statements that make constants: scalars, and arrays, sets and objects of them that
 * nothing is put into later.
 */
export function constantsAt(
  statements: readonly Statement[],
  start: number,
  reader: ConstantReader,
): Constants | undefined {
  const [first] = statements.slice(start, start + 1);
  if (first === undefined || kindMade(first) === undefined) return undefined;
  // What follows the first that is changed later is not looked at.
  let end = statements.length;
  for (;;) {
    const run = constantRun(statements, start, end, reader);
    if (run.unfinished === undefined) return run.length > 0 ? run : undefined;
    if (run.unfinished <= start) return undefined;
    end = run.unfinished;
  }
}

function kindMade({ type }: Statement): Making["kind"] | undefined {
  if (type === "MakeArrayStmt") return "array";
  if (type === "MakeSetStmt") return "set";
  return type === "MakeObjectStmt" ? "object" : undefined;
}

function constantRun(
  statements: readonly Statement[],
  start: number,
  end: number,
  reader: ConstantReader,
): Constants & { readonly unfinished?: number } {
  const scalars = new Map<Local, string>();
  const making = new Map<Local, Making & { readonly at: number; count: number }>();
  const code = (operand: Operand): string | undefined => {
    if (operand.type !== "local") return reader.operand(operand);
    const inner = making.get(operand.value);
    return inner === undefined ? scalars.get(operand.value) : codeOf(inner);
  };
  let position = start;
  for (; position < end; position++) {
    const statement = statements[position];
    if (statement === undefined) break;
    const { type, stmt } = statement;
    const kind = kindMade(statement);
    const number = reader.number(statement);
    if (kind !== undefined && "target" in stmt)
      making.set(stmt.target, { kind, parts: [], steps: [], at: position, count: 0 });
    else if (number !== undefined && "target" in stmt) scalars.set(stmt.target, number);
    else if (type === "MakeNullStmt") scalars.set(stmt.target, "null");
    else if (type === "ArrayAppendStmt" || type === "SetAddStmt" || type === "ObjectInsertStmt") {
      const into = making.get(
        type === "ArrayAppendStmt" ? stmt.array : type === "SetAddStmt" ? stmt.set : stmt.object,
      );
      const value = code(stmt.value);
      const key = type === "ObjectInsertStmt" ? code(stmt.key) : "";
      if (into === undefined || value === undefined || key === undefined) break;
      into.parts.push(type === "ObjectInsertStmt" ? `[${key}, ${value}]` : value);
      into.steps.push(reader.text(stmt.value) ?? "");
      if (reader.text(stmt.value) === undefined) into.steps.length = 0;
      into.count++;
    } else break;
  }
  const values = new Map<Local, ConstantCode>();
  for (const [local, scalar] of scalars) values.set(local, { code: scalar, isComposite: false });
  for (const [local, made] of making) {
    if (reader.isChangedLater(local, made.count)) return { values, length: 0, unfinished: made.at };
    const steps = made.kind === "array" && made.steps.length === made.count ? { steps: made.steps } : {};
    values.set(local, { code: codeOf(made), isComposite: true, ...steps });
  }
  return { values, length: position - start };
}

function codeOf({ kind, parts }: Making): string {
  const list = `[${parts.join(", ")}]`;
  if (kind === "array") return list;
  return kind === "set" ? `setOf(${list})` : `objectOf(${list})`;
}
