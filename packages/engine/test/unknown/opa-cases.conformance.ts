import {
  findOpa,
  type Json,
  type Outcome,
  planEvaluator,
  type UnknownAnswer,
  unknownEvaluator,
} from "@bylaw/engine";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ConformanceCase, conformanceCases } from "../conformance/cases.ts";
import { entrypoint, planOfCase } from "../conformance/plan-of-case.ts";
import { comparable, filled, filling, refuted } from "./fillings.ts";

const now = 1_795_486_200_565_278_802n;
const ways = fc.sample(filling, { seed: 3, numRuns: 40 });
/** Of one case. */
const maxFields = 12;

test("OPA's own cases are decided alike, and what is said of their unknown inputs is so", async () => {
  const opa = await findOpa();
  const found = { decided: 0, same: 0, depends: 0, compared: 0 };
  for (const one of conformanceCases(1)) {
    const planned = await planOfCase(opa, one, 1);
    if (planned.kind === "refused") continue;
    const options = { strictBuiltinErrors: one.strict_error === true };
    const evaluate = planEvaluator(planned.text, one.data ?? {}, options);
    const decide = unknownEvaluator(planned.text, one.data ?? {}, options);
    const query = { path: entrypoint, now, ...(one.input === undefined ? {} : { input: one.input }) };
    expect([one.note, told(decide({ ...query, unknown: [] }))]).toEqual([
      one.note,
      comparable(evaluate(query)),
    ]);
    found.decided++;
    for (const keys of placesIn(one).slice(0, maxFields)) {
      const field = { pointer: ["/input", ...keys].join("/"), mayBeAbsent: true };
      const answer = decide({ ...query, unknown: [field] });
      found[answer.kind]++;
      for (const way of answer.kind === "same" ? ways : []) {
        const input = filled(one.input ?? null, field, way);
        if (input === undefined) continue;
        const wrong = refuted(answer, evaluate, { ...query, input });
        // What our own builtins do not know, opa does.
        if (wrong !== undefined && wrong.kind !== "unavailable")
          expect([one.note, field, input, wrong]).toEqual(answer);
        found.compared++;
      }
    }
  }
  console.log(`OPA's cases with unknowns: ${JSON.stringify(found)}`);
  expect(found.decided).toBeGreaterThan(2_000);
});

function told(answer: UnknownAnswer): unknown {
  const outcome: Outcome | undefined = answer.kind === "same" ? answer.outcome : undefined;
  return outcome === undefined ? answer : comparable(outcome);
}

/** Places in the input of a case, some levels deep, that a pointer can name. */
function placesIn({ input }: ConformanceCase): readonly (readonly string[])[] {
  const places: (readonly string[])[] = [];
  const visit = (value: Json, keys: readonly string[]) => {
    if (typeof value !== "object" || value === null || keys.length > 3) return;
    for (const [key, held] of Object.entries(value)) {
      if (/[~/]/.test(key)) continue;
      places.push([...keys, key]);
      visit(held, [...keys, key]);
    }
  };
  visit(input ?? null, []);
  return places;
}
