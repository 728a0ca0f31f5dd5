import { findOpa } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { expect, test } from "vitest";
import { type Budget, type Hunt, hunt, huntAtRandom } from "./find-planted.ts";
import { planted } from "./planted.ts";

const most = process.env.BYLAW_SEARCH_INPUTS;
const seed = Number(process.env.BYLAW_SEARCH_SEED ?? 1);
const only = process.env.BYLAW_SEARCH_ONLY ?? "";
const budget: Budget = { runs: Number(most ?? 20_000) };

// All of them, and a table, with BYLAW_SEARCH_INPUTS=60000; beside random inputs with BYLAW_SEARCH_RANDOM=1.
test("finds planted mistakes", { timeout: 3_600_000 }, async () => {
  const opa = await findOpa();
  const chosen = planted.filter(
    ({ name }, index) => name.includes(only) && (most !== undefined || index % 4 === 0),
  );
  const random = process.env.BYLAW_SEARCH_RANDOM !== undefined;
  const hunts: Hunt[] = [];
  for (const one of chosen) hunts.push(await (random ? huntAtRandom : hunt)(opa, one, seed, budget));
  if (most !== undefined) console.log(table(random ? "random" : "guided", hunts));
  expect(hunts.flatMap(({ name, missing }) => (missing.length > 0 ? [{ name, missing }] : []))).toEqual([]);
});

function table(how: string, hunts: readonly Hunt[]): string {
  const lines = hunts.map(({ name, found, missing, runs, seconds: took, witnesses }) => {
    const at = [...found].map(([direction, run]) => `${direction} @${run}`).join(", ");
    const lacks = missing.length === 0 ? "" : `  MISSING ${missing.join(", ")}`;
    return `${name}: ${at}${lacks}  (${runs} inputs, ${took.toFixed(2)} s of CPU)  ${stringifyJson(witnesses)}`;
  });
  const all = hunts.filter(({ missing }) => missing.length === 0).length;
  return [...lines, `${how}: ${all} of ${hunts.length}, ${most} inputs each at most, seed ${seed}`].join(
    "\n",
  );
}
