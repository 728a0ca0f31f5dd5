import { createOpaEngine, type Json, type Outcome } from "@bylaw/engine";
import {
  type BuiltinContext,
  BuiltinError,
  BuiltinTypeError,
  UnsupportedCall,
  valueBuiltins,
} from "@bylaw/engine/builtins";
import { expect } from "vitest";
import { jsonOf } from "../../src/values/convert.ts";
import { numberOfText, textOfNumber } from "../../src/values/number.ts";
import { regoText } from "../../src/values/text.ts";
import type { Value } from "../../src/values/value.ts";
import { textOfValue } from "../../src/wasm/value-text.ts";
import { pinnedOpa } from "../pinned-opa.ts";

/** The clock of all these calls: 2026-11-24T10:00:00Z. */
export const now = 1_795_514_400_000_000_000n;

/** Calls a builtin of ours; a builtin error is undefined, as in OPA. */
export function call(name: string, args: readonly Json[], context: BuiltinContext = { now }): Outcome {
  try {
    const value = valueBuiltins.get(name)?.(args, context);
    return value === undefined ? { kind: "undefined" } : { kind: "defined", value: jsonOf(value) };
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

/** What a call gives: a value as Rego's text, which tells sets from arrays, or a word for what there is instead. */
export type Answer = string;

export const unsupported = "unsupported";

export interface BuiltinCall {
  readonly name: string;
  readonly args: readonly Value[];
}

/** The answer of our table. */
export function ownAnswer({ name, args }: BuiltinCall, strict = false, clock = now): Answer {
  try {
    const value = valueBuiltins.get(name)?.(args, { now: clock, cache: new Map() });
    return value === undefined ? "undefined" : spelledAlike(regoText([value]));
  } catch (error) {
    if (error instanceof UnsupportedCall) return unsupported;
    if (!(error instanceof BuiltinError)) throw error;
    if (!strict) return "undefined";
    return error instanceof BuiltinTypeError ? "eval_type_error" : "eval_builtin_error";
  }
}

/** Numbers as our values have them, in which 1e2 and 100.0 are one. */
function spelledAlike(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => {
    const value = token.startsWith('"') ? undefined : numberOfText(token);
    return value === undefined ? token : textOfNumber(value);
  });
}

/** The call in Rego; no literal is seen by the type checker, which would refuse what evaluation may meet. */
export function callText({ name, args }: BuiltinCall): string {
  return `${name}(${args.map((value) => `untyped(${textOfValue(value)})`).join(", ")})`;
}

/** Version 0 has the builtins that version 1 calls deprecated. */
const head = `package calls\n\nuntyped(x) = x\n\nshown(x) = sprintf("%v", [[x]])\n\n`;

/** The answers of OPA to many calls. */
export async function opaAnswers(calls: readonly BuiltinCall[]): Promise<readonly Answer[]> {
  const lines = calls.map((one, index) => `\t"${index}": [text | x := ${callText(one)}; text := shown(x)],`);
  const modules = { "calls.rego": `${head}answers = {\n${lines.join("\n")}\n}\n` };
  const engine = await createOpaEngine(await pinnedOpa(), { modules, regoVersion: 0 }, ["calls/answers"]);
  try {
    const [outcome] = await engine.evaluate([{ path: "calls/answers", now }]);
    if (outcome?.kind !== "defined") throw new Error(`OPA gave no answers: ${JSON.stringify(outcome)}`);
    const answers = outcome.value as Readonly<Record<string, readonly string[]>>;
    return calls.map((_, index) => {
      const text = answers[index]?.[0];
      return text === undefined ? "undefined" : spelledAlike(text);
    });
  } finally {
    await engine.close();
  }
}

/** The codes of the errors that OPA gives with strict errors; undefined for a call that does not err. */
export async function opaErrors(calls: readonly BuiltinCall[]): Promise<readonly (string | undefined)[]> {
  const rules = calls.map(
    (one, index) => `answers = x {\n\tinput.call == ${index}\n\tx := ${callText(one)}\n}\n`,
  );
  const modules = { "calls.rego": head + rules.join("\n") };
  const engine = await createOpaEngine(await pinnedOpa(), { modules, regoVersion: 0 }, ["calls/answers"], {
    strictBuiltinErrors: true,
    maxBatchQueries: 1,
  });
  try {
    const outcomes = await engine.evaluate(
      calls.map((_, index) => ({ path: "calls/answers", input: { call: index }, now })),
    );
    return outcomes.map((outcome) => (outcome.kind === "error" ? outcome.code : undefined));
  } finally {
    await engine.close();
  }
}
