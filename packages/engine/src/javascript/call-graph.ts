import type { Block, Plan, PlanFunction } from "../plan/plan.ts";
import { mentionsOf, statementsWithin } from "./mentions.ts";

/**
 * How often a function needs to run.
 *
 * - `constant`: nothing that it says depends on a query
 * - `once`: it is a rule that is called in one place, at most once in a query
 * - `remembered`: it is a rule that may be called more often, with the same answer as long as the documents are the same
 * - `called`: it has arguments
 */
export type Calling = "constant" | "once" | "remembered" | "called";

/** Rules take the two documents and nothing else. */
const ruleParameters = 2;

export function callingOf(plan: Plan): ReadonlyMap<string, Calling> {
  const functions = plan.funcs?.funcs ?? [];
  const rules = new Set(
    functions.filter(({ params }) => params.length === ruleParameters).map(({ name }) => name),
  );
  const calls = new Map<string, "once" | "often">();
  const blocks = [
    ...functions.map((one) => ({ blocks: one.blocks, often: !rules.has(one.name) })),
    ...(plan.plans?.plans ?? []).map((one) => ({ blocks: one.blocks, often: false })),
  ];
  const isDynamic = blocks.some(({ blocks: own }) => own.some(callsByPath));
  for (const { blocks: own, often } of blocks) for (const block of own) countCalls(block, often, calls);
  const constants = constantFunctions(functions);
  return new Map(
    functions.map(({ name }): [string, Calling] => {
      if (!rules.has(name)) return [name, "called"];
      if (constants.has(name)) return [name, "constant"];
      return [name, calls.get(name) === "once" && !isDynamic ? "once" : "remembered"];
    }),
  );
}

function callsByPath(block: Block): boolean {
  for (const { type } of statementsWithin(block)) if (type === "CallDynamicStmt") return true;
  return false;
}

function countCalls(block: Block, often: boolean, calls: Map<string, "once" | "often">): void {
  for (const statement of block.stmts) {
    const { type, stmt } = statement;
    if (type === "CallStmt") calls.set(stmt.func, often || calls.has(stmt.func) ? "often" : "once");
    for (const inner of mentionsOf(statement).blocks) countCalls(inner, often || type === "ScanStmt", calls);
  }
}

/** Functions that neither read the documents nor call anything that might. Those that are called stand first. */
function constantFunctions(functions: readonly PlanFunction[]): ReadonlySet<string> {
  const constants = new Set<string>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const one of functions) {
      if (constants.has(one.name) || one.params.length !== ruleParameters || !isConstant(one, constants))
        continue;
      constants.add(one.name);
      grown = true;
    }
  }
  return constants;
}

function isConstant({ params, blocks }: PlanFunction, constants: ReadonlySet<string>): boolean {
  for (const block of blocks) {
    for (const statement of statementsWithin(block)) {
      const { type, stmt } = statement;
      if (type === "CallStmt") {
        if (!constants.has(stmt.func)) return false;
      } else if (type === "CallDynamicStmt" || type === "WithStmt" || type === "ResultSetAddStmt")
        return false;
      // What a probe is to tell, it must tell in each query.
      else if (type === "ProbeStmt") return false;
      else if (mentionsOf(statement).reads.some((local) => params.includes(local))) return false;
    }
  }
  return true;
}

/** The documents that some `with` of the plan puts something else in the place of. */
export function replacedLocals(plan: Plan): ReadonlySet<number> {
  const replaced = new Set<number>();
  for (const { blocks } of [...(plan.funcs?.funcs ?? []), ...(plan.plans?.plans ?? [])])
    for (const block of blocks)
      for (const { type, stmt } of statementsWithin(block)) if (type === "WithStmt") replaced.add(stmt.local);
  return replaced;
}
