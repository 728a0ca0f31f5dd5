import type { Block, Local, Plan, Statement } from "../plan/plan.ts";
import { innerBlocks, mapScopes, probeAt, withInnerBlocks } from "./plan-scope.ts";
import type { Owner, RuleSite } from "./source-table.ts";
import type { OwnerOf } from "./statement-owner.ts";

/**
 * Puts a probe behind the statement with which a rule's body gives its value. Source of the shapes: OPA
 * internal/planner/planner.go, `planRules`.
 */
export function withRuleProbes(plan: Plan, ownerOf: OwnerOf, rules: readonly RuleSite[]): Plan {
  return mapScopes(plan, ({ blocks, result }) => {
    return result === undefined ? blocks : blocks.map((block) => ruleBlock(block, result));
  });

  function ruleBlock(block: Block, result: Local): Block {
    const [first] = block.stmts;
    if (first?.type === "BlockStmt") {
      // The branches of `else`.
      return { stmts: block.stmts.map((one) => withInnerBlocks(one, (inner) => ruleBlock(inner, result))) };
    }
    const owner = first === undefined ? undefined : ruleOf(ownerOf(first));
    if (first === undefined || owner === undefined) return block;
    const kind = rules[owner.id]?.kind;
    const giving = new Set([result]);
    if (first.type === "ResetLocalStmt") giving.add(first.stmt.target);
    else if (first.type === "IsUndefinedStmt" && kind !== "default") giving.add(first.stmt.source);
    else if (first.type !== "IsUndefinedStmt") return block;
    const learn = (inner: Block) => {
      for (const statement of inner.stmts) {
        // Rules with variables in their names fill objects within the object.
        if (statement.type === "DotStmt" && isLocal(statement.stmt.source, giving))
          giving.add(statement.stmt.target);
        innerBlocks(statement).forEach(learn);
      }
    };
    learn(block);
    const visit = (one: Block): Block => ({
      stmts: one.stmts.flatMap((statement) => {
        const inside = withInnerBlocks(statement, visit);
        return gives(statement, giving) ? [inside, probeAt(statement, "ruleSucceeded", owner.id)] : [inside];
      }),
    });
    return visit(block);
  }
}

function gives({ type, stmt }: Statement, outputs: ReadonlySet<Local>): boolean {
  switch (type) {
    case "AssignVarOnceStmt":
      return outputs.has(stmt.target);
    case "SetAddStmt":
      return outputs.has(stmt.set);
    case "ObjectInsertOnceStmt":
      return outputs.has(stmt.object);
    default:
      return false;
  }
}

function isLocal(operand: { readonly type: string; readonly value: unknown }, locals: ReadonlySet<Local>) {
  return operand.type === "local" && typeof operand.value === "number" && locals.has(operand.value);
}

function ruleOf(owner: Owner | undefined): Owner | undefined {
  let rule = owner;
  while (rule?.parent !== undefined) rule = rule.parent;
  return rule;
}
