import { createHash } from "node:crypto";
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

const maxKept = 50;
const kept = new Map<string, Code>();

/**
 * The code of a plan, made once for equal plans; policies are decided on by many evaluators, with other data. Each
 * function is written and compiled when it is first called.
 *
 * @param planText `plan.json` of `opa build -t plan`
 * @throws {Error} when the plan is not one that OPA writes
 */
export function compiledCode(planText: string): Code {
  const key = createHash("sha256").update(planText).digest("base64");
  const known = kept.get(key);
  if (known !== undefined) return known;
  const code = codeOf(generateJavaScript(planOfText(planText)));
  if (kept.size >= maxKept) kept.clear();
  kept.set(key, code);
  return code;
}

/**
 * The code of a plan with probes in it, which are those of one evaluator.
 *
 * @param planText as for {@link compiledCode}
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
