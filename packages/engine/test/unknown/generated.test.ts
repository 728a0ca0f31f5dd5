import {
  buildPlan,
  type Json,
  planEvaluator,
  RegoCompileError,
  type UnknownField,
  unknownEvaluator,
  watchedInput,
} from "@bylaw/engine";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";
import { anyJson, at, comparable, type Filling, filled, filling, refuted } from "./fillings.ts";
import { generatedPolicy, modulesWith } from "./generated-policies.ts";

/** A field by a walk through the input, which ends somewhere in it or at a key that is not there. */
const walk = fc.record({
  steps: fc.array(fc.nat({ max: 7 }), { maxLength: 3 }),
  mayBeAbsent: fc.boolean(),
});
const input = fc.record({ a: anyJson, b: anyJson, c: anyJson }, { requiredKeys: [] });
const walks = fc.array(walk, { minLength: 1, maxLength: 2 });
const fillings = fc.array(fc.array(filling, { minLength: 2, maxLength: 2 }), {
  minLength: 40,
  maxLength: 40,
});
const oneCase = fc.tuple(input, walks, fillings);

/** Larger by hand, to look for more. */
const groups = Number(process.env.BYLAW_UNKNOWN_GROUPS ?? 6);
const seed = Number(process.env.BYLAW_UNKNOWN_SEED ?? 1);
const policiesEach = 12;
const casesEach = 15;

interface Group {
  readonly texts: readonly string[];
  readonly plan: string;
}

/** A plan of several generated policies, without those that OPA's type checker refuses. */
async function planned(texts: readonly string[]): Promise<Group> {
  const opa = await pinnedOpa();
  let left = texts;
  while (left.length > 0) {
    try {
      const entrypoints = left.map((_, index) => `p${index}/result`);
      const { artefact } = await buildPlan(opa, { modules: modulesWith(left) }, { entrypoints });
      return { texts: left, plan: artefact ?? "{}" };
    } catch (error) {
      if (!(error instanceof RegoCompileError)) throw error;
      const refused = new Set(error.errors.map(({ file }) => file));
      const kept = left.filter((_, index) => !refused.has(`p${index}.rego`));
      if (kept.length === left.length) throw error;
      left = kept;
    }
  }
  return { texts: [], plan: "{}" };
}

test.each([false, true])(
  "whatever was there, an outcome that does not depend on it is the outcome (strict builtin errors: %s)",
  async (strictBuiltinErrors) => {
    const found = { same: 0, depends: 0, limit: 0, compared: 0, needless: 0, unlooked: 0 };
    for (let group = 0; group < groups; group++) {
      const one = seed * 10_000 + group;
      const { texts, plan } = await planned(fc.sample(generatedPolicy, { seed: one, numRuns: policiesEach }));
      const evaluate = planEvaluator(plan, {}, { strictBuiltinErrors });
      const compiled = planEvaluator(plan, {}, { strictBuiltinErrors, interpretedSteps: 0 });
      const decide = unknownEvaluator(plan, {}, { strictBuiltinErrors });
      for (const [index, policy] of texts.entries()) {
        const path = `p${index}/result`;
        for (const [given, walked, ways] of fc.sample(oneCase, { seed: one + index, numRuns: casesEach })) {
          const unknown = walked.map(({ steps, mayBeAbsent }) => ({
            pointer: pointerOf(given, steps),
            mayBeAbsent,
          }));
          const answer = decide({ path, input: given, unknown });
          found[answer.kind]++;
          if (answer.kind === "depends" && answer.because === "limit") found.limit++;
          const watched = watchedInput(given, unknown);
          const seen = JSON.stringify(comparable(compiled({ path, input: watched?.input ?? given })));
          expect(seen).toBe(JSON.stringify(comparable(evaluate({ path, input: given }))));
          const isLookedAt = watched?.isLookedAt() ?? true;
          if (!isLookedAt) found.unlooked++;
          const outcomes = new Set<string>();
          for (const way of ways) {
            const input = inputWith(given, unknown, way);
            if (input === undefined) continue;
            found.compared++;
            const wrong = refuted(answer, evaluate, { path, input });
            if (wrong !== undefined)
              expect({ policy, given, unknown, input, outcome: comparable(wrong) }).toEqual(answer);
            outcomes.add(JSON.stringify(comparable(evaluate({ path, input }))));
          }
          if (answer.kind === "depends" && outcomes.size === 1) found.needless++;
          // What a decision did not look at cannot alter it.
          const others = isLookedAt ? [] : [...outcomes].filter((outcome) => outcome !== seen);
          expect({ policy, given, unknown, others }).toEqual({ policy, given, unknown, others: [] });
        }
      }
    }
    console.log(JSON.stringify(found));
    // Were nothing the same, nothing would have been compared.
    expect(found.same).toBeGreaterThan(found.depends / 10);
    expect(found.unlooked).toBeGreaterThan(found.same / 10);
  },
);

function pointerOf(input: Json, steps: readonly number[]): string {
  let held: Json = input;
  const keys: string[] = [];
  for (const step of steps) {
    if (typeof held !== "object" || held === null) break;
    const choice = Array.isArray(held) ? Object.keys(held) : ["a", "b", "c"];
    const key = choice[step % choice.length];
    if (key === undefined) break;
    keys.push(key);
    held = at(held, [key]) ?? null;
  }
  return ["/input", ...keys].join("/");
}

/** One way in which the unknown parts can have been; the outer field counts where one is in the other. */
function inputWith(given: Json, unknown: readonly UnknownField[], way: readonly Filling[]): Json | undefined {
  const outerLast = [...unknown].sort((one, other) => other.pointer.length - one.pointer.length);
  let input: Json | undefined = given;
  for (const [index, one] of outerLast.entries()) {
    const how = way[index];
    input = input === undefined || how === undefined ? undefined : filled(input, one, how);
  }
  return input;
}
