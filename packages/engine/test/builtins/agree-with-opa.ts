import { createOpaEngine, type Json, type Outcome } from "@bylaw/engine";
import { type BuiltinContext, BuiltinError, builtins } from "@bylaw/engine/builtins";
import { expect } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";

/** The clock of all these calls: 2026-11-24T10:00:00Z. */
export const now = 1_795_514_400_000_000_000n;

/** Calls a builtin of ours; a builtin error is undefined, as in OPA. */
export function call(name: string, args: readonly Json[], context: BuiltinContext = { now }): Outcome {
  try {
    const value = builtins.get(name)?.(args, context);
    return value === undefined ? { kind: "undefined" } : { kind: "defined", value };
  } catch (error) {
    if (error instanceof BuiltinError) return { kind: "undefined" };
    throw error;
  }
}

/** Expects a builtin of ours to give what OPA's gives, for each list of arguments. */
export async function expectAgreement(name: string, calls: readonly (readonly Json[])[]): Promise<void> {
  const parameters = (calls[0] ?? []).map((_, index) => `input[${index}]`);
  const modules = { "builtin.rego": `package builtin\n\nresult := ${name}(${parameters.join(", ")})\n` };
  const engine = await createOpaEngine(await pinnedOpa(), { modules }, ["builtin/result"]);
  try {
    const outcomes = await engine.evaluate(
      calls.map((args) => ({ path: "builtin/result", input: args, now })),
    );
    for (const [index, args] of calls.entries()) {
      expect({ args, outcome: call(name, args) }).toEqual({ args, outcome: outcomes[index] });
    }
  } finally {
    await engine.close();
  }
}
