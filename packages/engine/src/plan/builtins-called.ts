import { nondeterministicBuiltins } from "../opa/capabilities.ts";
import { entrypointName } from "../opa/decision-path.ts";
import type { FlowBlock, FlowFunction, FlowProgram } from "./flow-program.ts";
import { readFlowProgram } from "./flow-program.ts";

/** A builtin that a decision may call. */
export interface CalledBuiltin {
  readonly name: string;
  /** Two calls with equal arguments may differ, or the answer depends on the world outside. */
  readonly nondeterministic: boolean;
}

/**
 * The builtins that a decision may call, sorted by name: all that are in code it can reach.
 *
 * @param plan text of `plan.json`, as `buildPlan` gives it
 * @throws PlanReadError when the text is no plan
 */
export function builtinsCalled(plan: string, entrypoint: string): readonly CalledBuiltin[] {
  const program = readFlowProgram(plan);
  const names = new Set<string>();
  for (const called of reachable(program, program.plans.get(entrypointName(entrypoint)) ?? []).calls) {
    if (!program.functions.has(called)) names.add(called);
  }
  return [...names].sort().map((name) => ({ name, nondeterministic: nondeterministicBuiltins.has(name) }));
}

/** All code that blocks can reach, and the names of everything that is called there. */
export function reachable(
  program: FlowProgram,
  blocks: readonly FlowBlock[],
): { readonly functions: readonly FlowFunction[]; readonly calls: ReadonlySet<string> } {
  const calls = new Set<string>();
  const functions: FlowFunction[] = [];
  const call = (name: string) => {
    if (calls.has(name)) return;
    calls.add(name);
    const called = program.functions.get(name);
    if (called === undefined) return;
    functions.push(called);
    called.blocks.forEach(visit);
  };
  const visit = (block: FlowBlock) => {
    for (const flow of block) {
      if (flow.kind === "call") call(flow.name);
      else if (flow.kind === "callByPath") {
        for (const { name, path } of program.functions.values()) if (path !== undefined) call(name);
      } else if (flow.kind === "blocks") flow.blocks.forEach(visit);
      else if (flow.kind === "scan" || flow.kind === "with") visit(flow.block);
    }
  };
  blocks.forEach(visit);
  return { functions, calls };
}
