import type { Block, Local, Operand, Plan, ProbeStatement, Statement } from "../plan/plan.ts";
import type { ProbeName } from "./probes.ts";

/** A function of a plan, or what answers an entry point. */
export interface PlanScope {
  readonly name: string;
  readonly isEntry: boolean;
  readonly blocks: readonly Block[];
  /** What is returned; undefined for an entry point. */
  readonly result: Local | undefined;
}

/** The plan with other blocks in its functions and entry points. */
export function mapScopes(plan: Plan, blocksOf: (scope: PlanScope) => readonly Block[]): Plan {
  return {
    ...plan,
    ...(plan.funcs && {
      funcs: {
        funcs: plan.funcs.funcs.map((one) => ({
          ...one,
          blocks: blocksOf({ name: one.name, isEntry: false, blocks: one.blocks, result: one.return }),
        })),
      },
    }),
    ...(plan.plans && {
      plans: {
        plans: plan.plans.plans.map((one) => ({
          ...one,
          blocks: blocksOf({ name: one.name, isEntry: true, blocks: one.blocks, result: undefined }),
        })),
      },
    }),
  };
}

/** The plan with other statements in the place of each, whose inner blocks are done already. */
export function replaceStatements(
  plan: Plan,
  replacement: (scope: PlanScope) => (statement: Statement) => readonly Statement[],
): Plan {
  return mapScopes(plan, (scope) => {
    const replace = replacement(scope);
    const visit = (block: Block): Block => ({
      stmts: block.stmts.flatMap((statement) => replace(withInnerBlocks(statement, visit))),
    });
    return scope.blocks.map(visit);
  });
}

/** The blocks in a statement. */
export function innerBlocks({ type, stmt }: Statement): readonly Block[] {
  switch (type) {
    case "BlockStmt":
      return stmt.blocks ?? [];
    case "NotStmt":
    case "ScanStmt":
    case "WithStmt":
      return [stmt.block];
    default:
      return [];
  }
}

/** The statement with other blocks in it. */
export function withInnerBlocks(statement: Statement, change: (block: Block) => Block): Statement {
  switch (statement.type) {
    case "BlockStmt":
      return {
        type: "BlockStmt",
        stmt: { ...statement.stmt, blocks: (statement.stmt.blocks ?? []).map(change) },
      };
    case "NotStmt":
      return { type: "NotStmt", stmt: { ...statement.stmt, block: change(statement.stmt.block) } };
    case "ScanStmt":
      return { type: "ScanStmt", stmt: { ...statement.stmt, block: change(statement.stmt.block) } };
    case "WithStmt":
      return { type: "WithStmt", stmt: { ...statement.stmt, block: change(statement.stmt.block) } };
    default:
      return statement;
  }
}

/** A probe at the place of a statement. */
export function probeAt(
  { stmt }: Statement,
  probe: ProbeName,
  id: number,
  operands: readonly Operand[] = [],
): ProbeStatement {
  const { file, row, col } = stmt;
  const where = file === undefined || row === undefined || col === undefined ? {} : { file, row, col };
  return { type: "ProbeStmt", stmt: { probe, id, operands, ...where } };
}

export function localOperand(local: Local): Operand {
  return { type: "local", value: local };
}
