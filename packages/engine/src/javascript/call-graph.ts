import type { Block, Local, Plan, PlanFunction, Statement } from "../plan/plan.ts";
import { blocksOf, everyStatement, mentionsOf } from "./mentions.ts";

/**
 * How often a function needs to run.
 *
 * - `constant`: nothing that it says depends on a query
 * - `once`: it is a rule that is called in one place, at most once in a query
 * - `remembered`: it is a rule that may be called more often, with the same answer as long as the documents are the same
 * - `rememberedByArgument`: it has one argument and calls builtins that cost more than to remember the answer
 * - `called`: it has arguments
 */
export type Calling = "constant" | "once" | "remembered" | "rememberedByArgument" | "called";

/** What is known of a plan as a whole. */
export interface CallGraph {
  readonly calling: ReadonlyMap<string, Calling>;
  /** Whether rules are called by a path that is only known when they are. */
  readonly callsByPath: boolean;
  /** The documents that some `with` puts something else in the place of. */
  readonly replaced: ReadonlySet<Local>;
}

/** Rules take the two documents and nothing else. */
const ruleParameters = 2;

export function callGraphOf(plan: Plan): CallGraph {
  const functions = plan.funcs?.funcs ?? [];
  const found = new Calls();
  for (const { params, blocks } of functions) found.walk(blocks, params.length !== ruleParameters);
  for (const { blocks } of plan.plans?.plans ?? []) found.walk(blocks, false);
  const constants = constantFunctions(functions);
  const costly = costlyFunctions(functions);
  const callingOf = ({ name, params }: PlanFunction): Calling => {
    if (params.length === ruleParameters + 1 && costly.has(name)) return "rememberedByArgument";
    if (params.length !== ruleParameters) return "called";
    if (constants.has(name)) return "constant";
    return found.calls.get(name) === "once" && !found.byPath ? "once" : "remembered";
  };
  return {
    calling: new Map(functions.map((one) => [one.name, callingOf(one)])),
    callsByPath: found.byPath,
    replaced: found.replaced,
  };
}

/** Collects calls in one walk over the whole plan. */
class Calls {
  readonly calls = new Map<string, "once" | "often">();
  readonly replaced = new Set<Local>();
  byPath = false;

  /** @param often whether the blocks may run several times in a query */
  walk(blocks: readonly Block[], often: boolean): void {
    for (const { stmts } of blocks) {
      for (const statement of stmts) {
        const { type, stmt } = statement;
        if (type === "CallStmt")
          this.calls.set(stmt.func, often || this.calls.has(stmt.func) ? "often" : "once");
        else if (type === "CallDynamicStmt") this.byPath = true;
        else if (type === "WithStmt") this.replaced.add(stmt.local);
        const inner = blocksOf(statement);
        if (inner.length > 0) this.walk(inner, often || type === "ScanStmt");
      }
    }
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
  const test = (statement: Statement): boolean => {
    switch (statement.type) {
      case "CallStmt":
        return constants.has(statement.stmt.func);
      case "CallDynamicStmt":
      case "ResultSetAddStmt":
      case "WithStmt":
      // What a probe is to tell, it must tell in each query.
      case "ProbeStmt":
        return false;
      default:
        return !mentionsOf(statement).reads.some((local) => params.includes(local));
    }
  };
  return blocks.every((block) => everyStatement(block, test));
}

const costlyBuiltins =
  /^(?:regex\.|re_match$|glob\.match$|io\.jwt\.|crypto\.|json\.unmarshal$|yaml\.unmarshal$|time\.parse)/;

/** Functions that call costly builtins, themselves or by others, and have no probes, which must see each call. */
function costlyFunctions(functions: readonly PlanFunction[]): ReadonlySet<string> {
  const costly = new Set<string>();
  const probed = new Set<string>();
  // Those that are called stand first.
  for (const { name, params, blocks } of functions) {
    if (params.length === ruleParameters) continue;
    const see = (statement: Statement): boolean => {
      const { type, stmt } = statement;
      if (type === "ProbeStmt" || (type === "CallStmt" && probed.has(stmt.func))) probed.add(name);
      if (type === "CallStmt" && (costlyBuiltins.test(stmt.func) || costly.has(stmt.func))) costly.add(name);
      return true;
    };
    for (const block of blocks) everyStatement(block, see);
  }
  for (const name of probed) costly.delete(name);
  return costly;
}
