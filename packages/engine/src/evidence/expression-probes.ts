import type { Block, Plan, Statement } from "../plan/plan.ts";
import { innerBlocks, mapScopes, probeAt, withInnerBlocks } from "./plan-scope.ts";
import type { Owner } from "./source-table.ts";
import type { OwnerOf } from "./statement-owner.ts";

/** Where in the source the evaluation is, on the way through a block. */
interface Position {
  readonly owner: Owner | undefined;
  /** Begun, and to be gone on with: OPA computes parts of them early, and other expressions in between. */
  readonly interrupted: ReadonlySet<Owner>;
  /** The negation whose own statements are not its outcome, as they come out the other way round. */
  readonly negated: Owner | undefined;
}

/**
 * Puts probes where evaluation comes to an expression and where it goes on from one. A planner's block goes through
 * a body: what follows an expression is behind its statements, or in the block of its last loop. The statements of
 * one expression have its place, or a place in it.
 */
export function withExpressionProbes(plan: Plan, ownerOf: OwnerOf): Plan {
  const start: Position = { owner: undefined, interrupted: new Set(), negated: undefined };
  const walk = new ExpressionWalk(ownerOf);
  return mapScopes(plan, ({ blocks }) => blocks.map((block) => walk.block(block, start)));
}

/** The expressions that have statements in a plan, and the rules that are planned. */
export function ownersPlanned(plan: Plan, ownerOf: OwnerOf): ReadonlySet<Owner> {
  const found = new Set<Owner>();
  const visit = (block: Block) => {
    for (const statement of block.stmts) {
      for (const owner of pathOf(ownerOf(statement))) found.add(owner);
      for (const inner of innerBlocks(statement)) visit(inner);
    }
  };
  for (const { blocks } of plan.funcs?.funcs ?? []) blocks.forEach(visit);
  return found;
}

class ExpressionWalk {
  readonly #ownerOf: OwnerOf;
  readonly #within = new Map<Statement, ReadonlySet<Owner>>();

  constructor(ownerOf: OwnerOf) {
    this.#ownerOf = ownerOf;
  }

  block(block: Block, before: Position): Block {
    const made: Statement[] = [];
    let position = before;
    for (const [index, statement] of block.stmts.entries()) {
      const owner = this.#ownerOf(statement) ?? position.owner;
      const later = block.stmts.slice(index);
      if (owner !== undefined && owner !== position.owner)
        position = this.#move(statement, position, owner, later, made);
      const { owner: here, negated } = position;
      const tests =
        here?.kind === "expression" && here !== negated && isTest(statement, block.stmts[index + 1]);
      if (tests) made.push(probeAt(statement, "testing", here.id));
      const inner = statement.type === "NotStmt" ? { ...position, negated: here } : position;
      made.push(withInnerBlocks(statement, (one) => this.block(one, inner)));
      const next = block.stmts[index + 1];
      if (tests && next !== undefined && (this.#ownerOf(next) ?? here) === here)
        made.push(probeAt(statement, "computing", here.id));
    }
    return { stmts: made };
  }

  /** Leaves expressions and comes to others. */
  #move(at: Statement, from: Position, to: Owner, later: readonly Statement[], made: Statement[]): Position {
    const [left, entered] = [pathOf(from.owner), pathOf(to)];
    // Another rule's body begins.
    if (left[0] !== entered[0]) left.length = 0;
    const interrupted = new Set(from.interrupted);
    for (const owner of left.reverse()) {
      if (entered.includes(owner) || owner.kind !== "expression") continue;
      const goesOn = later.some((statement) => this.#ownersIn(statement).has(owner));
      if (goesOn) interrupted.add(owner);
      made.push(probeAt(at, goesOn ? "interrupted" : "satisfied", owner.id));
    }
    for (const owner of entered) {
      if (left.includes(owner) || owner.kind !== "expression") continue;
      made.push(probeAt(at, interrupted.delete(owner) ? "resumed" : "reached", owner.id));
    }
    return { ...from, owner: to, interrupted };
  }

  #ownersIn(statement: Statement): ReadonlySet<Owner> {
    const known = this.#within.get(statement);
    if (known !== undefined) return known;
    const found = new Set<Owner>();
    const own = this.#ownerOf(statement);
    if (own !== undefined) found.add(own);
    for (const { stmts } of innerBlocks(statement))
      for (const inner of stmts) for (const owner of this.#ownersIn(inner)) found.add(owner);
    this.#within.set(statement, found);
    return found;
  }
}

/** From the rule to the innermost. */
function pathOf(owner: Owner | undefined): Owner[] {
  const path: Owner[] = [];
  for (let one = owner; one !== undefined; one = one.parent) path.unshift(one);
  return path;
}

const inputLocal = 0;

/** Whether a statement stops because something is not so, rather than because something is not there. */
function isTest({ type, stmt }: Statement, next: Statement | undefined): boolean {
  switch (type) {
    case "EqualStmt":
    case "NotEqualStmt":
    case "IsUndefinedStmt":
      return true;
    case "IsArrayStmt":
    case "IsObjectStmt":
      // A pattern is matched. The planner also asks for the type to find out what `every` goes over.
      return next?.type === "LenStmt";
    case "IsDefinedStmt":
      return stmt.source !== inputLocal;
    case "BreakStmt":
      return stmt.index === 0;
    case "NotStmt":
      // The planner leaves out what rules have given when it looks through data.
      return !(stmt.block.stmts.length === 1 && stmt.block.stmts[0]?.type === "DotStmt");
    default:
      return false;
  }
}
