import { createHash } from "node:crypto";
import type { Instrumentation } from "../evidence/probes.ts";
import type { Plan } from "../plan/plan.ts";
import { parseJson } from "../values/json-text.ts";
import type { Value } from "../values/value.ts";
import { generateJavaScript } from "./generate.ts";
import type { Runtime, Slot } from "./runtime.ts";

export type Entrypoints = ReadonlyMap<string, (input: Slot, data: Slot) => readonly Value[]>;

type Code = (runtime: Runtime) => Entrypoints;
type InstrumentedCode = (runtime: Runtime & Pick<Instrumentation, "probes">) => Entrypoints;

const maxKept = 50;
const kept = new Map<string, Code>();

/**
 * The code of a plan, made once for equal plans; policies are decided on by many evaluators, with other data.
 *
 * @param planText `plan.json` of `opa build -t plan`
 * @throws {Error} when the plan is not one that OPA writes
 */
export function compiledCode(planText: string): Code {
  const key = createHash("sha256").update(planText).digest("base64");
  const known = kept.get(key);
  if (known !== undefined) return known;
  const code = codeOf(generateJavaScript(planOfText(planText))) as Code;
  if (kept.size >= maxKept) kept.clear();
  kept.set(key, code);
  return code;
}

/**
 * The code of a plan with probes in it, which are those of one evaluator.
 *
 * @param planText as for {@link compiledCode}
 */
export function instrumentedCode(planText: string, { instrument }: Instrumentation): InstrumentedCode {
  return codeOf(generateJavaScript(instrument(planOfText(planText)))) as InstrumentedCode;
}

function planOfText(planText: string): Plan {
  return parseJson(planText) as unknown as Plan;
}

/** Policy text is in the code as string literals only; `names.ts` sees to that. */
function codeOf(text: string): unknown {
  return new Function("runtime", text);
}
