import type { Instrumentation } from "../evidence/probes.ts";
import type { Plan } from "../plan/plan.ts";
import { parseJson } from "../values/json-text.ts";
import type { Value } from "../values/value.ts";
import { type GeneratedModule, generateJavaScript } from "./generate.ts";
import type { Rule, Runtime, Slot } from "./runtime.ts";

/** Decides for one entry point. */
export type Entrypoint = (input: Slot, data: Slot) => readonly Value[];

/** The code of a plan, bound to what one evaluator works with. */
export type Code = (runtime: Runtime & Partial<Pick<Instrumentation, "probes">>) => Entrypoints;

export type Entrypoints = ReadonlyMap<string, LazyFunction<Entrypoint>>;

/** A generated function. Code that calls it says `(f.made ?? f.make())(…)`, so that V8 only ever sees one callee. */
export class LazyFunction<Code> {
  made: Code | undefined = undefined;
  readonly #compile: () => Code;

  constructor(compile: () => Code) {
    this.#compile = compile;
  }

  /** @throws {Error} when the plan is not one that OPA writes */
  make(): Code {
    this.made ??= this.#compile();
    return this.made;
  }
}

/** A plan, and its code once that is wanted. */
export interface CompiledPlan {
  readonly plan: Plan;
  /** @throws {Error} when the plan is not one that OPA writes */
  readonly code: () => Code;
  /** Whether there is code already, as something else has evaluated it. */
  readonly hasCode: () => boolean;
}

const maxKept = 50;
// By the whole text: V8 compares texts of one length sooner than it would hash them.
const kept = new Map<string, CompiledPlan>();

/**
 * A plan with its code, made once for equal plans; policies are decided on by many evaluators, with other data. Each
 * function is written and compiled when it is first called.
 *
 * @param planText `plan.json` of `opa build -t plan`
 * @throws {Error} when the plan is not one that OPA writes
 */
export function compiledPlan(planText: string): CompiledPlan {
  const known = kept.get(planText);
  if (known !== undefined) return known;
  const plan = planOfText(planText);
  let code: Code | undefined;
  const compiled: CompiledPlan = {
    plan,
    code: () => {
      code ??= codeOf(generateJavaScript(plan));
      return code;
    },
    hasCode: () => code !== undefined,
  };
  if (kept.size >= maxKept) kept.clear();
  kept.set(planText, compiled);
  return compiled;
}

/**
 * The code of a plan with probes in it, which are those of one evaluator.
 *
 * @param planText as for {@link compiledPlan}
 */
export function instrumentedCode(planText: string, { instrument }: Instrumentation): Code {
  return codeOf(generateJavaScript(instrument(planOfText(planText))));
}

function planOfText(planText: string): Plan {
  return parseJson(planText) as unknown as Plan;
}

type Factory = (runtime: Runtime, unit: (number: number) => LazyFunction<unknown>) => unknown;

function codeOf(module: GeneratedModule): Code {
  const factories: Factory[] = [];
  return (runtime) => {
    const functions: LazyFunction<unknown>[] = [];
    const unit = (number: number): LazyFunction<unknown> => {
      functions[number] ??= new LazyFunction(() => {
        factories[number] ??= factoryOf(module.textOf(number));
        return factories[number](runtime, unit);
      });
      return functions[number];
    };
    for (const [path, number] of module.unitsByPath)
      runtime.functionsByPath.set(path, unit(number) as LazyFunction<Rule>);
    return new Map(
      [...module.entrypoints].map(([name, number]) => [name, unit(number) as LazyFunction<Entrypoint>]),
    );
  };
}

/** Policy text is in the code as string literals only; `names.ts` sees to that. */
function factoryOf(text: string): Factory {
  return new Function("runtime", "unit", text) as Factory;
}
