import {
  buildPlan,
  type Json,
  type JsonObject,
  planEvaluator,
  type Query,
  type UnknownAnswer,
  type UnknownOptions,
  type UnknownQuery,
  unknownEvaluator,
} from "@bylaw/engine";
import fc from "fast-check";
import { expect } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";
import { filled, filling, refuted } from "./fillings.ts";

export interface Asked extends Omit<UnknownQuery, "path" | "unknown"> {
  /** What is unknown, below `input`; a `?` at the end says that it may be absent. */
  readonly unknown: readonly string[];
  readonly data?: JsonObject;
  readonly options?: UnknownOptions;
}

export async function planOf(policy: string): Promise<string> {
  const modules = { "p.rego": `package p\n\n${policy}\n` };
  const { artefact } = await buildPlan(await pinnedOpa(), { modules }, { entrypoints: ["p/result"] });
  return artefact ?? "{}";
}

/** Decides `result`, and holds an answer that is the same to inputs with all kinds of things in the place of the unknown. */
export async function decide(
  policy: string,
  { unknown, data = {}, options = {}, ...asked }: Asked,
): Promise<UnknownAnswer> {
  const artefact = await planOf(policy);
  const fields = unknown.map((text) => ({
    pointer: `/input/${text.replace("?", "")}`,
    mayBeAbsent: text.endsWith("?"),
  }));
  const query: Query = { path: "p/result", ...asked };
  const answer = unknownEvaluator(
    artefact,
    data,
    options,
  )({ ...query, unknown: fields, ...unknownBuiltins(asked) });
  const evaluate = planEvaluator(artefact, data, options);
  for (const way of fc.sample(filling, { seed: 4, numRuns: 150 })) {
    let input: Json | undefined = asked.input;
    for (const field of fields) input = input === undefined ? undefined : filled(input, field, way);
    for (const world of worlds(asked)) {
      const { input: _, ...rest } = query;
      if (input === undefined && fields.length > 0) continue;
      const concrete = { ...rest, ...world, ...(input === undefined ? {} : { input }) };
      expect(refuted(answer, evaluate, concrete)).toBeUndefined();
    }
  }
  return answer;
}

/** Records that there may have been. */
function worlds({
  unknownBuiltins,
  recordedBuiltins = {},
}: Partial<UnknownQuery>): readonly Partial<Query>[] {
  if (unknownBuiltins !== true) return [{}];
  return [-1, 0, 4, 5, 6, 1e18].map((now) => ({
    recordedBuiltins: { "time.now_ns": { "[]": now }, ...recordedBuiltins },
  }));
}

function unknownBuiltins({ unknownBuiltins }: Pick<UnknownQuery, "unknownBuiltins">) {
  return unknownBuiltins === undefined ? {} : { unknownBuiltins };
}

export const same = (value: Json) => ({ kind: "same", outcome: { kind: "defined", value } });
export const undefinedAlways = { kind: "same", outcome: { kind: "undefined" } };
export const failsAlways = (code: string) => ({ kind: "same", outcome: { kind: "error", code } });
export const dependsOn = (...fields: readonly string[]) => ({
  kind: "depends",
  on: fields.map((field) => ({ kind: "input", pointer: `/input/${field}` })),
});
