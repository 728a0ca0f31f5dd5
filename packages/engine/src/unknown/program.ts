import type { Block, Plan, PlanFunction } from "../plan/plan.ts";
import { numberOfText } from "../values/number.ts";
import type { Value } from "../values/value.ts";
import { type Loop, loopsOf, type Scan } from "./loops.ts";

/** Blocks that share locals. */
export interface Code {
  readonly blocks: readonly Block[];
  readonly loops: ReadonlyMap<Scan, Loop>;
}

export interface ProgramFunction extends Code {
  readonly name: string;
  readonly params: readonly number[];
  readonly path: readonly string[];
}

/** A plan, ready to be run. */
export interface Program {
  readonly entrypoints: ReadonlyMap<string, Code>;
  readonly functions: ReadonlyMap<string, ProgramFunction>;
  /** Those that a call by path can reach. */
  readonly byPath: readonly ProgramFunction[];
  stringAt(position: number): string;
  numberAt(position: number): Value | undefined;
}

export function programOf(plan: Plan): Program {
  const strings = (plan.static?.strings ?? []).map(({ value }) => value);
  const functions = (plan.funcs?.funcs ?? []).map(functionOf);
  const stringAt = (position: number) => {
    const text = strings[position];
    if (text === undefined) throw new Error("the plan refers to a string that it lacks");
    return text;
  };
  return {
    entrypoints: new Map((plan.plans?.plans ?? []).map(({ name, blocks }) => [name, codeOf(blocks)])),
    functions: new Map(functions.map((made) => [made.name, made])),
    byPath: functions.filter(({ path }) => path.length > 0),
    stringAt,
    numberAt: (position) => numberOfText(stringAt(position)),
  };
}

function functionOf({ name, params, blocks, path }: PlanFunction): ProgramFunction {
  return { ...codeOf(blocks), name, params, path: path ?? [] };
}

function codeOf(blocks: readonly Block[]): Code {
  return { blocks, loops: loopsOf(blocks) };
}
