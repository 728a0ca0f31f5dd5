import type { Local, Operand, Statement, StatementFields } from "../plan/plan.ts";
import type { Fact, Facts } from "./facts.ts";
import { arePlainKeys } from "./reads.ts";

/** What facts are found with. */
export interface LearningScope {
  readonly facts: Facts;
  /** Locals that hold plain objects only. */
  readonly plain: ReadonlySet<Local>;
}

type Learnt = readonly (readonly [Local, Fact])[];

const nothing: Learnt = [];

/** What is known of the locals that a statement writes, once it was run. */
export function factsAfter(statement: Statement, scope: LearningScope): Learnt {
  const { type, stmt } = statement;
  const { facts, plain } = scope;
  const learnt = (local: Local, fact: Fact | undefined): Learnt =>
    fact === undefined ? nothing : [[local, fact]];
  switch (type) {
    case "AssignVarStmt":
      return learnt(stmt.target, factOf(stmt.source, facts));
    case "CallStmt":
      return learnt(stmt.result, factOfCall(stmt, facts));
    case "DotStmt":
      return learnt(stmt.target, stmt.source.type === "local" ? facts.ofPart(stmt.source.value) : undefined);
    case "MakeNullStmt":
      return [[stmt.target, { kind: "scalar", isNull: true }]];
    case "AssignIntStmt":
    case "MakeNumberIntStmt":
    case "MakeNumberRefStmt":
      return [[stmt.target, { kind: "scalar", isNull: false }]];
    case "MakeObjectStmt":
      return plain.has(stmt.target) ? [[stmt.target, { kind: "made" }]] : nothing;
    case "ObjectInsertStmt":
      // Whatever else leads to the object does so to this, too.
      if (stmt.value.type === "local" && !facts.isJson(stmt.value.value)) facts.forgetMade();
      return nothing;
    default:
      return nothing;
  }
}

/** Whether a statement has nothing to forget: it tells what it writes, or writes nothing. */
export function keepsFacts({ type }: Statement): boolean {
  return type === "ObjectInsertStmt";
}

/** A copy is known for as much as its source; paths have one name. */
function factOf(operand: Operand, facts: Facts): Fact | undefined {
  if (operand.type !== "local") return { kind: "scalar", isNull: false };
  const fact = facts.of(operand.value);
  return fact?.kind === "path" ? undefined : fact;
}

/** A read of JSON with null in the place of what is not there is JSON. */
function factOfCall(stmt: StatementFields["CallStmt"], facts: Facts): Fact | undefined {
  const [source] = stmt.args ?? [];
  return readOrNull(stmt, facts) === undefined || source?.type !== "local"
    ? undefined
    : facts.ofPart(source.value);
}

/** `object.get` of JSON with a path of constants and null. */
export interface ReadOrNull {
  readonly steps: readonly string[];
  /** Whether the operand is surely an object, as the builtin wants it. */
  readonly isObject: boolean;
}

export function readOrNull(
  { func, args }: StatementFields["CallStmt"],
  facts: Facts,
): ReadOrNull | undefined {
  if (func !== "object.get") return undefined;
  const [source, path, otherwise] = (args ?? []).map((operand) =>
    operand.type === "local" ? facts.of(operand.value) : undefined,
  );
  const isNull = otherwise?.kind === "scalar" && otherwise.isNull;
  if (source === undefined || source.kind === "path" || source.kind === "scalar") return undefined;
  if (path?.kind !== "path" || !isNull || !arePlainKeys(path.steps)) return undefined;
  return { steps: path.steps, isObject: source.kind === "made" };
}

/** Whether an operand is surely no collection. */
export function isScalar(operand: Operand, facts: Facts): boolean {
  return operand.type !== "local" || facts.of(operand.value)?.kind === "scalar";
}
