/** A plan of OPA's, reduced to how values flow. Made from `plan.json` by {@link readFlowProgram}. */
export interface FlowProgram {
  /** Entry point → its blocks. */
  readonly plans: ReadonlyMap<string, readonly FlowBlock[]>;
  readonly functions: ReadonlyMap<string, FlowFunction>;
}

export interface FlowFunction {
  readonly name: string;
  readonly parameters: readonly number[];
  readonly blocks: readonly FlowBlock[];
  /** Where the function is in the tree of `data`, for calls whose path is computed. */
  readonly path: readonly string[] | undefined;
}

export type FlowBlock = readonly Flow[];

export type FlowOperand =
  | { readonly kind: "local"; readonly local: number }
  | { readonly kind: "constant"; readonly value: string | boolean };

/** What one statement does to values. */
export type Flow =
  | { readonly kind: "copy"; readonly source: FlowOperand; readonly target: number }
  | { readonly kind: "constant"; readonly value: string | number | null; readonly target: number }
  | { readonly kind: "make"; readonly what: "array" | "other"; readonly target: number }
  | { readonly kind: "append"; readonly array: number; readonly value: FlowOperand }
  | {
      readonly kind: "lookup";
      readonly source: FlowOperand;
      readonly key: FlowOperand;
      readonly target: number;
    }
  | {
      readonly kind: "scan";
      readonly source: number;
      readonly key: number;
      readonly value: number;
      readonly block: FlowBlock;
    }
  | { readonly kind: "compare"; readonly left: FlowOperand; readonly right: FlowOperand }
  /** Its type, or that it is there at all. */
  | { readonly kind: "inspect"; readonly source: FlowOperand }
  | { readonly kind: "measure"; readonly source: FlowOperand; readonly target: number }
  /** The values become part of something that is not followed further. */
  | { readonly kind: "consume"; readonly sources: readonly FlowOperand[]; readonly target?: number }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly FlowOperand[];
      readonly result: number;
    }
  | {
      readonly kind: "callByPath";
      readonly path: readonly FlowOperand[];
      readonly args: readonly FlowOperand[];
      readonly result: number;
    }
  /** A part of the document that `local` holds is another one within the block. */
  | { readonly kind: "with"; readonly local: number; readonly value: FlowOperand; readonly block: FlowBlock }
  | { readonly kind: "return"; readonly source: number }
  | { readonly kind: "blocks"; readonly blocks: readonly FlowBlock[] }
  | { readonly kind: "reset"; readonly target: number }
  | { readonly kind: "nothing" };

/** The text is no plan, or has statements that this version does not know. */
export class PlanReadError extends Error {}

type Fields = Readonly<Record<string, unknown>>;

interface Reading {
  readonly strings: readonly string[];
  /** Locals that hold another document for a while, and the local that stands for that one. */
  readonly replaced: ReadonlyMap<number, number>;
  readonly fresh: () => number;
}

/**
 * Reads `plan.json` of `opa build -t plan`.
 *
 * @param text JSON text, in OPA's documented format (v1/ir)
 * @throws PlanReadError when it is not that
 */
export function readFlowProgram(text: string): FlowProgram {
  const policy = fields(parsed(text));
  const strings = list(fields(policy.static ?? {}).strings ?? []).map((entry) => string(fields(entry).value));
  // Below all locals of OPA's.
  let last = 0;
  const reading: Reading = { strings, replaced: new Map(), fresh: () => --last };
  const plans = new Map<string, readonly FlowBlock[]>();
  for (const entry of list(fields(policy.plans ?? {}).plans ?? [])) {
    const plan = fields(entry);
    plans.set(string(plan.name), blocks(plan.blocks, reading));
  }
  const functions = new Map<string, FlowFunction>();
  for (const entry of list(fields(policy.funcs ?? {}).funcs ?? [])) {
    const func = fields(entry);
    const name = string(func.name);
    functions.set(name, {
      name,
      parameters: list(func.params).map(integer),
      blocks: blocks(func.blocks, reading),
      path: func.path === undefined ? undefined : list(func.path).map(string),
    });
  }
  return { plans, functions };
}

function blocks(value: unknown, reading: Reading): readonly FlowBlock[] {
  return list(value ?? []).map((entry) => block(entry, reading));
}

function block(value: unknown, reading: Reading): FlowBlock {
  return list(fields(value).stmts ?? []).map((entry) => {
    const statement = fields(entry);
    return flow(string(statement.type), fields(statement.stmt), reading);
  });
}

function flow(type: string, stmt: Fields, reading: Reading): Flow {
  const at = (name: string) => operand(stmt[name], reading);
  const local = (name: string) => localOf(stmt[name], reading);
  const held = (name: string): FlowOperand => ({ kind: "local", local: local(name) });
  switch (type) {
    case "AssignVarStmt":
    case "AssignVarOnceStmt":
      return { kind: "copy", source: at("source"), target: local("target") };
    case "AssignIntStmt":
    case "MakeNumberIntStmt":
      return { kind: "constant", value: integer(stmt.value), target: local("target") };
    case "MakeNumberRefStmt": {
      const text = reading.strings[integer(stmt.Index ?? stmt.index)];
      return { kind: "constant", value: Number(text), target: local("target") };
    }
    case "MakeNullStmt":
      return { kind: "constant", value: null, target: local("target") };
    case "MakeArrayStmt":
      return { kind: "make", what: "array", target: local("target") };
    case "MakeObjectStmt":
    case "MakeSetStmt":
      return { kind: "make", what: "other", target: local("target") };
    case "ArrayAppendStmt":
      return { kind: "append", array: local("array"), value: at("value") };
    case "DotStmt":
      return { kind: "lookup", source: at("source"), key: at("key"), target: local("target") };
    case "ScanStmt":
      return {
        kind: "scan",
        source: local("source"),
        key: local("key"),
        value: local("value"),
        block: block(stmt.block, reading),
      };
    case "EqualStmt":
    case "NotEqualStmt":
      return { kind: "compare", left: at("a"), right: at("b") };
    case "IsArrayStmt":
    case "IsObjectStmt":
    case "IsSetStmt":
      return { kind: "inspect", source: at("source") };
    case "IsDefinedStmt":
    case "IsUndefinedStmt":
      return { kind: "inspect", source: held("source") };
    case "LenStmt":
      return { kind: "measure", source: at("source"), target: local("target") };
    case "ObjectInsertStmt":
    case "ObjectInsertOnceStmt":
      return { kind: "consume", sources: [at("key"), at("value")] };
    case "ObjectMergeStmt":
      return { kind: "consume", sources: [held("a"), held("b")], target: local("target") };
    case "SetAddStmt":
      return { kind: "consume", sources: [at("value")] };
    case "ResultSetAddStmt":
      return { kind: "consume", sources: [held("value")] };
    case "CallStmt":
      return {
        kind: "call",
        name: string(stmt.func),
        args: list(stmt.args ?? []).map((arg) => operand(arg, reading)),
        result: local("result"),
      };
    case "CallDynamicStmt":
      return {
        kind: "callByPath",
        path: list(stmt.path ?? []).map((step) => operand(step, reading)),
        args: list(stmt.args ?? []).map((arg) => dynamicArgument(arg, reading)),
        result: local("result"),
      };
    case "WithStmt":
      return withFlow(stmt, reading);
    case "ReturnLocalStmt":
      return { kind: "return", source: local("source") };
    case "BlockStmt":
      return { kind: "blocks", blocks: blocks(stmt.blocks, reading) };
    case "NotStmt":
      return { kind: "blocks", blocks: [block(stmt.block, reading)] };
    case "ResetLocalStmt":
      return { kind: "reset", target: local("target") };
    case "BreakStmt":
    case "NopStmt":
      return { kind: "nothing" };
    default:
      throw new PlanReadError(`the plan has a statement of an unknown kind, ${type.slice(0, 60)}`);
  }
}

function withFlow(stmt: Fields, reading: Reading): Flow {
  const value = operand(stmt.value, reading);
  if (list(stmt.path ?? []).length > 0) {
    return {
      kind: "with",
      local: localOf(stmt.local, reading),
      value,
      block: block(stmt.block, reading),
    };
  }
  // Another document altogether: a local of its own keeps the two apart.
  const target = reading.fresh();
  const replaced = new Map(reading.replaced).set(integer(stmt.local), target);
  const inner = block(stmt.block, { ...reading, replaced });
  return { kind: "blocks", blocks: [[{ kind: "copy", source: value, target }, ...inner]] };
}

/** The arguments of calls by path are locals, which OPA writes as numbers. */
function dynamicArgument(value: unknown, reading: Reading): FlowOperand {
  return typeof value === "number"
    ? { kind: "local", local: localOf(value, reading) }
    : operand(value, reading);
}

function localOf(value: unknown, reading: Reading): number {
  const local = integer(value);
  return reading.replaced.get(local) ?? local;
}

function operand(value: unknown, reading: Reading): FlowOperand {
  const held = fields(value);
  switch (held.type) {
    case "local":
      return { kind: "local", local: localOf(held.value, reading) };
    case "string_index":
      return { kind: "constant", value: string(reading.strings[integer(held.value)]) };
    case "bool":
      return { kind: "constant", value: held.value === true };
    default:
      throw new PlanReadError("the plan has an operand of an unknown kind");
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PlanReadError("the plan is not JSON");
  }
}

function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null) throw new PlanReadError("the plan lacks an object");
  return value as Fields;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new PlanReadError("the plan lacks an array");
  return value;
}

function string(value: unknown): string {
  if (typeof value !== "string") throw new PlanReadError("the plan lacks a string");
  return value;
}

function integer(value: unknown): number {
  if (!Number.isInteger(value)) throw new PlanReadError("the plan lacks a number");
  return Number(value);
}
