import fc from "fast-check";
import { expect, it } from "vitest";
import { describeDisagreement, firstDisagreement, type Runnable, runnable } from "./compare.ts";
import { program } from "./program.ts";

const programs = Number(process.env.BYLAW_PROGRAMS ?? "40");
const inputs = Number(process.env.BYLAW_PROGRAM_INPUTS ?? "100");
const seed = Number(process.env.BYLAW_SEED ?? "20");
const batch = Math.min(20, programs);

/** What a generated program may be refused for: it is the author's to avoid, and the generator does not. */
const refusals = new Set(["BYL1110", "BYL1118", "BYL1143", "BYL1146", "BYL1203"]);

it(`${programs} generated programs decide alike in every engine`, { timeout: 7_200_000 }, async () => {
  const refused = new Map<string, number>();
  let compared = 0;
  const property = fc.asyncProperty(
    fc.array(program, { minLength: batch, maxLength: batch }),
    fc.nat(),
    async (texts, inputSeed) => {
      const accepted: Runnable[] = [];
      for (const [index, write] of texts.entries()) {
        const found = runnable(write(`program_${index}`));
        if ("compiled" in found) accepted.push(found);
        else
          for (const { code, message } of found) {
            if (!code.startsWith("TS") && !refusals.has(code))
              throw new Error(`${message}\n${write("refused")}`);
            refused.set(code, (refused.get(code) ?? 0) + 1);
          }
      }
      const disagreement = await firstDisagreement(accepted, inputs, inputSeed);
      if (disagreement !== undefined) throw new Error(describeDisagreement(disagreement));
      compared += accepted.length;
    },
  );
  const outcome = await fc.check(property, {
    numRuns: Math.ceil(programs / batch),
    seed,
    endOnFailure: process.env.BYLAW_SHRINK !== "1",
  });
  if (outcome.failed) expect.fail(String(outcome.errorInstance));
  process.stdout.write(
    `${compared} programs × ${inputs} inputs agree; refused: ${JSON.stringify([...refused])}\n`,
  );
  // Few are refused; a small run may have a few more.
  expect(compared / (batch * Math.ceil(programs / batch))).toBeGreaterThan(0.85);
});
