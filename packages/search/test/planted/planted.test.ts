import { findOpa } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { expect, test } from "vitest";
import { type Budget, type Hunt, hunt, huntAtRandom } from "./find-planted.ts";
import { planted } from "./planted.ts";

const seconds = process.env.BYLAW_SEARCH_SECONDS;
const seed = Number(process.env.BYLAW_SEARCH_SEED ?? 1);
const only = process.env.BYLAW_SEARCH_ONLY ?? "";
const budget: Budget = seconds === undefined ? { runs: 30_000 } : { seconds: Number(seconds) };

// With BYLAW_SEARCH_SECONDS, a table of what is found in so much time, beside random inputs.
test("finds planted mistakes", { timeout: 3_600_000 }, async () => {
  const opa = await findOpa();
  const hunts: Hunt[] = [];
  for (const one of planted.filter(({ name }) => name.includes(only)))
    hunts.push(await hunt(opa, one, seed, budget));
  if (seconds !== undefined) {
    console.log(table("guided", hunts));
    if (process.env.BYLAW_SEARCH_RANDOM !== undefined) {
      const random: Hunt[] = [];
      for (const one of planted) random.push(await huntAtRandom(opa, one, seed, budget));
      console.log(table("random", random));
    }
  }
  expect(hunts.flatMap(({ name, missing }) => (missing.length > 0 ? [{ name, missing }] : []))).toEqual([]);
});

function table(how: string, hunts: readonly Hunt[]): string {
  const lines = hunts.map(({ name, found, missing, runs, seconds: took, witnesses }) => {
    const at = [...found].map(([direction, run]) => `${direction} @${run}`).join(", ");
    const lacks = missing.length === 0 ? "" : `  MISSING ${missing.join(", ")}`;
    return `${name}: ${at}${lacks}  (${runs} inputs, ${took.toFixed(2)} s)  ${stringifyJson(witnesses)}`;
  });
  const all = hunts.filter(({ missing }) => missing.length === 0).length;
  return [...lines, `${how}: ${all} of ${hunts.length}, ${seconds} s each, seed ${seed}`].join("\n");
}
