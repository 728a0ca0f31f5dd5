import type { Json, Outcome, UnknownAnswer, UnknownField } from "@bylaw/engine";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { at, comparable, type Filling, filled, filling, refuted } from "./fillings.ts";
import {
  present,
  type RecordedDecision,
  type RecordingName,
  readRecording,
  type Side,
  type Truth,
  unknownQuery,
} from "./recordings.ts";

// Thousands of decisions, on machines of any speed.
vi.setConfig({ testTimeout: 300_000 });

const names: readonly RecordingName[] = ["api-jwt", "envoy-istio", "admission"];
/** Larger by hand, to look for more. */
const sampled = Number(process.env.BYLAW_UNKNOWN_EVENTS ?? 30);
const seed = Number(process.env.BYLAW_UNKNOWN_SEED ?? 1);

describe.skipIf(!present)(present ? "recorded decisions" : "the recordings are absent", () => {
  test.each(names)("%s: what is said to be the same is so whatever was masked", async (name) => {
    const { sides, decisions } = await readRecording(name);
    const found = { same: 0, depends: 0, compared: 0 };
    for (const [index, step] of fc.sample(fc.nat(), { seed, numRuns: sampled }).entries()) {
      const decision = decisions[step % decisions.length];
      if (decision?.query.input === undefined) continue;
      const random = seed * 1000 + index;
      for (const side of [sides.base, sides.head]) {
        for (const [field, ways] of cases(decision, decisions, side, random)) {
          const answer = side.decide({ ...decision.query, unknown: [field] });
          found[answer.kind]++;
          for (const way of ways) {
            const input = filled(decision.query.input, field, way);
            if (input === undefined || answer.kind === "depends") continue;
            found.compared++;
            const wrong = refuted(answer, side.evaluate, { ...decision.query, input });
            if (wrong !== undefined) expect({ input, field, outcome: wrong }).toEqual(answer);
          }
        }
      }
    }
    console.log(`${name}: ${JSON.stringify(found)}`);
    expect(found.same).toBeGreaterThan(sampled / 4);
    expect(found.depends).toBeGreaterThan(sampled / 20);
  });

  test.each(names)(
    "%s: masked fields and missing records count only where they can alter an answer",
    async (name) => {
      const { sides, decisions, truth } = await readRecording(name);
      const counts = { concerned: 0, same: 0, dependsAsInTruth: 0, dependsBeyondTruth: 0, failed: 0 };
      for (const decision of decisions) {
        const told = truth.get(decision.id);
        if (told === undefined || (told.masked_paths ?? told.missing_builtins) === undefined) continue;
        counts.concerned++;
        const query = unknownQuery(decision);
        const answers = { base: sides.base.decide(query), head: sides.head.decide(query) };
        const depends = answers.base.kind === "depends" || answers.head.kind === "depends";
        if (follows(told)) {
          expect([decision.id, depends]).toEqual([decision.id, true]);
          counts.dependsAsInTruth++;
        } else if (!depends) {
          counts.same++;
          expect([decision.id, answerOf(answers.base)]).toEqual([decision.id, truthOf(told.base)]);
          expect([decision.id, answerOf(answers.head)]).toEqual([decision.id, truthOf(told.head)]);
        } else if (told.class === "error") counts.failed++;
        else counts.dependsBeyondTruth++;
      }
      console.log(`${name}: ${JSON.stringify(counts)}`);
      expect(counts.dependsBeyondTruth).toBeLessThanOrEqual(decisions.length * 0.03);
    },
  );
});

/** Whether the answer really depends on what is missing, as the truth says. */
function follows(told: Truth): boolean {
  return told.reason === "masked_field" || told.reason === "missing_nd_cache";
}

function answerOf(answer: UnknownAnswer): unknown {
  const outcome: Outcome | undefined = answer.kind === "same" ? answer.outcome : undefined;
  return outcome?.kind === "error" ? "error" : outcome && comparable(outcome);
}

/** An answer of the truth in the form of {@link answerOf}. */
function truthOf(answer: unknown): unknown {
  const members: Readonly<Record<string, unknown>> =
    typeof answer === "object" && answer !== null ? { ...answer } : {};
  if ("$error" in members) return "error";
  return comparable(
    "$undefined" in members ? { kind: "undefined" } : { kind: "defined", value: answer as Json },
  );
}

/** Fields of an input, and what may have been there: anything, what the policy compares with, what others had. */
function cases(
  { query }: RecordedDecision,
  decisions: readonly RecordedDecision[],
  { text }: Side,
  random: number,
): readonly (readonly [UnknownField, readonly Filling[]])[] {
  const places = placesIn(query.input ?? null);
  const chosen = fc.sample(fc.tuple(fc.nat(), fc.boolean(), fc.boolean()), { seed: random, numRuns: 4 });
  const literals = [...text.matchAll(/"([^"\\\n]*)"/g)].map(([, literal = ""]) => literal);
  return chosen.map(([choice, mayBeAbsent, beside]) => {
    const keys = places[choice % places.length] ?? [];
    // Sometimes one that is not there.
    const pointer = ["/input", ...(beside && mayBeAbsent ? [...keys.slice(0, -1), "missing"] : keys)].join(
      "/",
    );
    const others = fc
      .sample(fc.nat(), { seed: random, numRuns: 20 })
      .flatMap((other) => at(decisions[other % decisions.length]?.query.input ?? null, keys) ?? []);
    const known = fc.sample(fc.constantFrom<Json>(...literals, ...others), { seed: random, numRuns: 30 });
    return [
      { pointer, mayBeAbsent },
      [
        { kind: "absent" },
        { kind: "noParents" },
        ...known.map((value): Filling => ({ kind: "value", value })),
        ...fc.sample(filling, { seed: random, numRuns: 20 }),
      ],
    ];
  });
}

function placesIn(value: Json, keys: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [keys];
  const inner = Object.entries(value).flatMap(([key, held]) =>
    // A key with these would have to be escaped in a pointer.
    /[~/]/.test(key) ? [] : placesIn(held as Json, [...keys, key]),
  );
  return keys.length === 0 ? inner : [keys, ...inner];
}
