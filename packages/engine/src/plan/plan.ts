import type { ProbeName } from "../evidence/probes.ts";

/** OPA's intermediate representation. Source: OPA v1/ir/ir.go and v1/ir/marshal.go. */
export interface Plan {
  readonly static?: {
    readonly strings?: readonly { readonly value: string }[];
    readonly builtin_funcs?: readonly { readonly name: string }[];
    readonly files?: readonly { readonly value: string }[];
  };
  readonly plans?: { readonly plans: readonly PlanEntry[] };
  readonly funcs?: { readonly funcs: readonly PlanFunction[] };
}

/** What answers one entry point, such as `istio/authz/allow`. */
export interface PlanEntry {
  readonly name: string;
  readonly blocks: readonly Block[];
}

export interface PlanFunction {
  readonly name: string;
  /** The first two are `input` and `data`. */
  readonly params: readonly Local[];
  readonly return: Local;
  readonly blocks: readonly Block[];
  /** Where calls by path find it. */
  readonly path?: readonly string[];
}

/** Statements up to the first that is undefined. */
export interface Block {
  readonly stmts: readonly Statement[];
}

export type Local = number;

export type Operand =
  | { readonly type: "local"; readonly value: Local }
  | { readonly type: "string_index"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean };

export interface Location {
  readonly file: number;
  readonly row: number;
  readonly col: number;
  readonly end_row: number;
  readonly end_col: number;
}

interface Source {
  readonly source: Operand;
}
interface Target {
  readonly target: Local;
}
interface Pair {
  readonly a: Operand;
  readonly b: Operand;
}
interface Insert {
  readonly key: Operand;
  readonly value: Operand;
  readonly object: Local;
}

/** The fields of each kind of statement. */
export interface StatementFields {
  readonly ArrayAppendStmt: { readonly value: Operand; readonly array: Local };
  readonly AssignIntStmt: Target & { readonly value: number };
  readonly AssignVarOnceStmt: Source & Target;
  readonly AssignVarStmt: Source & Target;
  readonly BlockStmt: { readonly blocks: readonly Block[] | null };
  readonly BreakStmt: { readonly index: number };
  readonly CallDynamicStmt: {
    readonly args: readonly Local[];
    readonly path: readonly Operand[];
    readonly result: Local;
  };
  readonly CallStmt: {
    readonly func: string;
    readonly args: readonly Operand[] | null;
    readonly result: Local;
  };
  readonly DotStmt: Source & Target & { readonly key: Operand };
  readonly EqualStmt: Pair;
  readonly IsArrayStmt: Source;
  readonly IsDefinedStmt: { readonly source: Local };
  readonly IsObjectStmt: Source;
  readonly IsSetStmt: Source;
  readonly IsUndefinedStmt: { readonly source: Local };
  readonly LenStmt: Source & Target;
  readonly MakeArrayStmt: Target & { readonly capacity: number };
  readonly MakeNullStmt: Target;
  readonly MakeNumberIntStmt: Target & { readonly value: number };
  readonly MakeNumberRefStmt: Target & { readonly Index: number };
  readonly MakeObjectStmt: Target;
  readonly MakeSetStmt: Target;
  readonly NopStmt: object;
  readonly NotEqualStmt: Pair;
  readonly NotStmt: { readonly block: Block };
  readonly ObjectInsertOnceStmt: Insert;
  readonly ObjectInsertStmt: Insert;
  readonly ObjectMergeStmt: Target & { readonly a: Local; readonly b: Local };
  /** Not OPA's: calls a recorder, and changes nothing. Only what is in `evidence/` puts it into a plan. */
  readonly ProbeStmt: {
    readonly probe: ProbeName;
    /** What the recorder knows the place by. */
    readonly id: number;
    readonly operands: readonly Operand[];
  };
  readonly ResetLocalStmt: Target;
  readonly ResultSetAddStmt: { readonly value: Local };
  readonly ReturnLocalStmt: { readonly source: Local };
  readonly ScanStmt: {
    readonly source: Local;
    readonly key: Local;
    readonly value: Local;
    readonly block: Block;
  };
  readonly SetAddStmt: { readonly value: Operand; readonly set: Local };
  readonly WithStmt: {
    readonly local: Local;
    /** Indices of strings; the whole document when absent or empty. */
    readonly path?: readonly number[] | null;
    readonly value: Operand;
    readonly block: Block;
  };
}

export type StatementKind = keyof StatementFields;

export type Statement = {
  readonly [Kind in StatementKind]: {
    readonly type: Kind;
    readonly stmt: StatementFields[Kind] & Partial<Location>;
  };
}[StatementKind];

export type ProbeStatement = Extract<Statement, { readonly type: "ProbeStmt" }>;
