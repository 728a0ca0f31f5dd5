import type { Block, Local, Operand, Plan, Statement } from "../plan/plan.ts";
import { innerBlocks, probeAt, replaceStatements } from "./plan-scope.ts";
import type { Place } from "./source-table.ts";
import type { OwnerOf } from "./statement-owner.ts";

/** A comparison in the source. */
export interface ComparisonSite {
  readonly id: number;
  /** As it is written: `==`, `<`, `in`, or the name of a builtin such as `startswith`. */
  readonly operator: string;
  /** The expression that it is in; undefined for one in a rule's head. */
  readonly expression: number | undefined;
  readonly place: Place;
}

/** Builtins that compare two of their arguments. */
const comparing: Readonly<Record<string, readonly [operator: string, left: number, right: number]>> = {
  equal: ["==", 0, 1],
  neq: ["!=", 0, 1],
  lt: ["<", 0, 1],
  lte: ["<=", 0, 1],
  gt: [">", 0, 1],
  gte: [">=", 0, 1],
  "internal.member_2": ["in", 0, 1],
  "internal.member_3": ["in", 1, 2],
  contains: ["contains", 0, 1],
  startswith: ["startswith", 0, 1],
  endswith: ["endswith", 0, 1],
  "strings.any_prefix_match": ["strings.any_prefix_match", 0, 1],
  "strings.any_suffix_match": ["strings.any_suffix_match", 0, 1],
  "regex.match": ["regex.match", 1, 0],
  "glob.match": ["glob.match", 2, 0],
  "net.cidr_contains": ["net.cidr_contains", 1, 0],
};

/**
 * Puts a probe with both sides before each comparison.
 *
 * @returns the plan, and its comparisons by the numbers that the probes have
 */
export function withComparisonProbes(
  plan: Plan,
  ownerOf: OwnerOf,
  placeOf: (statement: Statement) => Place | undefined,
): { readonly plan: Plan; readonly sites: readonly ComparisonSite[] } {
  const sites: ComparisonSite[] = [];
  const functions = new Set((plan.funcs?.funcs ?? []).map(({ name }) => name));
  const probed = replaceStatements(plan, ({ blocks }) => {
    const lengths = lengthsIn(blocks);
    return (statement) => {
      const compared = comparisonOf(statement, functions, lengths);
      const place = placeOf(statement);
      if (compared === undefined || place === undefined) return [statement];
      const owner = ownerOf(statement);
      const expression = owner?.kind === "expression" ? owner.id : undefined;
      const id = sites.length;
      sites.push({ id, operator: compared.operator, expression, place });
      return [probeAt(statement, "compared", id, [compared.left, compared.right]), statement];
    };
  });
  return { plan: probed, sites };
}

function comparisonOf(
  { type, stmt }: Statement,
  functions: ReadonlySet<string>,
  lengths: ReadonlySet<Local>,
): { readonly operator: string; readonly left: Operand; readonly right: Operand } | undefined {
  if (type === "EqualStmt") {
    const { a, b } = stmt;
    // How long a pattern is.
    if (a.type === "local" && lengths.has(a.value)) return undefined;
    return { operator: "==", left: a, right: b };
  }
  if (type !== "CallStmt" || functions.has(stmt.func) || !Object.hasOwn(comparing, stmt.func))
    return undefined;
  const [operator, first, second] = comparing[stmt.func] ?? [];
  if (operator === undefined || first === undefined || second === undefined) return undefined;
  const [left, right] = [stmt.args?.[first], stmt.args?.[second]];
  return left === undefined || right === undefined ? undefined : { operator, left, right };
}

function lengthsIn(blocks: readonly Block[]): ReadonlySet<Local> {
  const found = new Set<Local>();
  const visit = (block: Block) => {
    for (const statement of block.stmts) {
      if (statement.type === "LenStmt") found.add(statement.stmt.target);
      innerBlocks(statement).forEach(visit);
    }
  };
  blocks.forEach(visit);
  return found;
}
