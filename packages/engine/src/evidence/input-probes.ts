import { knownLocals } from "../plan/constants.ts";
import type { FlowProgram } from "../plan/flow-program.ts";
import { typeBuiltins } from "../plan/input-paths.ts";
import type { Block, Local, Operand, Plan, Statement, StatementFields } from "../plan/plan.ts";
import { localOperand, mapScopes, type PlanScope, probeAt, replaceStatements } from "./plan-scope.ts";
import type { ProbeName } from "./probes.ts";

/**
 * Puts probes wherever something may be read of the input. What the probes are given is followed by its identity:
 * see `InputRecorder`.
 *
 * @param flow the same plan
 */
export function withInputProbes(plan: Plan, flow: FlowProgram): Plan {
  const functions = new Set((plan.funcs?.funcs ?? []).map(({ name }) => name));
  const probed = replaceStatements(plan, (scope) => {
    const passedOn = passedOnIn(scope, flow);
    const fresh = freshLocals(scope.blocks);
    return (statement) => withProbes(statement, { functions, passedOn, fresh });
  });
  return mapScopes(probed, ({ isEntry, blocks }) =>
    isEntry ? blocks.map((block) => ({ stmts: [given, ...block.stmts] })) : blocks,
  );
}

const given: Statement = {
  type: "ProbeStmt",
  stmt: { probe: "inputGiven", id: 0, operands: [localOperand(0)] },
};

interface Context {
  readonly functions: ReadonlySet<string>;
  /** Locals that only the next lookup sees. */
  readonly passedOn: ReadonlySet<Local>;
  readonly fresh: () => Local;
}

function withProbes(statement: Statement, context: Context): readonly Statement[] {
  const { type, stmt } = statement;
  const before = (probe: ProbeName, ...operands: readonly Operand[]) => [
    ...probing(statement, probe, operands),
    statement,
  ];
  switch (type) {
    case "DotStmt": {
      const passed = context.passedOn.has(stmt.target) ? 1 : 0;
      const lookup = probeAt(statement, "inputLookedUp", passed, [stmt.source, stmt.key]);
      return [...probing(statement, "inputConsumed", [stmt.key]), lookup, statement];
    }
    case "ScanStmt": {
      const [source, key, value] = [stmt.source, stmt.key, stmt.value].map(localOperand);
      if (source === undefined || key === undefined || value === undefined) return [statement];
      const element = probeAt(statement, "inputElement", 0, [source, key, value]);
      const block: Block = { stmts: [element, ...stmt.block.stmts] };
      return [
        probeAt(statement, "inputScanned", 0, [source]),
        { type: "ScanStmt", stmt: { ...stmt, block } },
      ];
    }
    case "EqualStmt":
    case "NotEqualStmt":
      return [probeAt(statement, "inputCompared", 0, [stmt.a, stmt.b]), statement];
    case "AssignVarOnceStmt":
      // Two values must be equal.
      return [probeAt(statement, "inputCompared", 0, [localOperand(stmt.target), stmt.source]), statement];
    case "IsArrayStmt":
    case "IsObjectStmt":
    case "IsSetStmt":
      return before("inputInspected", stmt.source);
    case "IsDefinedStmt":
    case "IsUndefinedStmt":
      return before("inputInspected", localOperand(stmt.source));
    case "LenStmt":
      return before("inputMeasured", stmt.source);
    case "ArrayAppendStmt":
    case "SetAddStmt":
      return before("inputConsumed", stmt.value);
    case "ObjectInsertStmt":
    case "ObjectInsertOnceStmt":
      return before("inputConsumed", stmt.key, stmt.value);
    case "ObjectMergeStmt":
      return before("inputConsumed", localOperand(stmt.a), localOperand(stmt.b));
    case "ResultSetAddStmt":
      return before("inputConsumed", localOperand(stmt.value));
    case "CallStmt":
      return [...callProbes(statement, stmt, context.functions), statement];
    case "CallDynamicStmt":
      return before("inputConsumed", ...stmt.path);
    case "WithStmt":
      return withReplacement(statement, stmt, context.fresh);
    case "AssignIntStmt":
    case "AssignVarStmt":
    case "BlockStmt":
    case "BreakStmt":
    case "MakeArrayStmt":
    case "MakeNullStmt":
    case "MakeNumberIntStmt":
    case "MakeNumberRefStmt":
    case "MakeObjectStmt":
    case "MakeSetStmt":
    case "NopStmt":
    case "NotStmt":
    case "ProbeStmt":
    case "ResetLocalStmt":
    case "ReturnLocalStmt":
      return [statement];
  }
}

/** Probes with those operands that may be of the input. */
function probing(at: Statement, probe: ProbeName, operands: readonly Operand[]): readonly Statement[] {
  return operands
    .filter((operand) => operand.type === "local")
    .map((operand) => probeAt(at, probe, 0, [operand]));
}

const comparing: ReadonlySet<string> = new Set(["equal", "neq", "lt", "lte", "gt", "gte"]);

function callProbes(
  at: Statement,
  { func, args }: StatementFields["CallStmt"],
  functions: ReadonlySet<string>,
): readonly Statement[] {
  const [first, second] = args ?? [];
  if (functions.has(func) || first === undefined) return [];
  if (typeBuiltins.has(func)) return probing(at, "inputInspected", [first]);
  if (func === "count" || func === "object.keys") return probing(at, "inputMeasured", [first]);
  if (second === undefined) return probing(at, "inputConsumed", [first]);
  if (comparing.has(func)) return [probeAt(at, "inputCompared", 0, [first, second])];
  if (func === "object.get") return [probeAt(at, "inputGot", 0, [first, second])];
  return probing(at, "inputConsumed", args ?? []);
}

/** A document with something else in it is another object, with parts of the one before. */
function withReplacement(
  statement: Statement,
  stmt: StatementFields["WithStmt"],
  fresh: () => Local,
): readonly Statement[] {
  const path = stmt.path ?? [];
  if (path.length === 0) return [statement];
  const before = fresh();
  const steps = path.map((step): Operand => ({ type: "string_index", value: step }));
  const replaced = probeAt(statement, "inputReplaced", 0, [
    localOperand(before),
    localOperand(stmt.local),
    ...steps,
  ]);
  return [
    ...probing(statement, "inputConsumed", [stmt.value]),
    { type: "AssignVarStmt", stmt: { source: localOperand(stmt.local), target: before } },
    { type: "WithStmt", stmt: { ...stmt, block: { stmts: [replaced, ...stmt.block.stmts] } } },
  ];
}

function passedOnIn(scope: PlanScope, flow: FlowProgram): ReadonlySet<Local> {
  const blocks = scope.isEntry ? flow.plans.get(scope.name) : flow.functions.get(scope.name)?.blocks;
  return blocks === undefined ? new Set() : knownLocals(blocks).passedOn;
}

/** Locals beyond all numbers that the blocks have. */
function freshLocals(blocks: readonly Block[]): () => Local {
  let last = 0;
  const visit = (value: unknown) => {
    if (typeof value === "number") last = Math.max(last, value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  visit(blocks);
  return () => ++last;
}
