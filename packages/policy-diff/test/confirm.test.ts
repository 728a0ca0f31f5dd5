import { createOpaEngine, findOpa, type PolicySource } from "@bylaw/engine";
import { expect, test } from "vitest";
import { DiffFailed } from "../src/index.ts";
import { event, runOn } from "./fixture.ts";

const policy = (user: string) => `package t\n\ndefault allow := false\n\nallow if input.user == "${user}"\n`;
const log = [
  ...Array.from({ length: 10 }, (_, index) => event({ input: { user: "a", index }, result: true })),
  ...Array.from({ length: 10 }, (_, index) => event({ input: { user: "c", index }, result: false })),
];

/** An engine that is wrong about one user. */
async function wrongAbout(user: string, source: PolicySource, entrypoints: readonly string[]) {
  const engine = await createOpaEngine(await findOpa(), source, entrypoints);
  return {
    ...engine,
    evaluate: async (queries: Parameters<typeof engine.evaluate>[0]) => {
      const outcomes = await engine.evaluate(queries);
      return outcomes.map((outcome, index) => {
        const { input } = queries[index] ?? {};
        const wrong = JSON.stringify(input ?? null).includes(`"user":"${user}"`);
        return wrong && outcome.kind === "defined" ? { ...outcome, value: outcome.value !== true } : outcome;
      });
    },
  };
}

test("what is printed was decided again by opa", async () => {
  const { report } = await runOn(policy("a"), policy("b"), log.join("\n"));
  expect(report.confirmed).toEqual({ engine: "opa", events: 13, disagreements: 0 });
  const { report: fewer } = await runOn(policy("a"), policy("b"), log.join("\n"), { confirmSample: 4 });
  expect(fewer.confirmed.events).toBe(7);
});

test.each([
  // The record agrees with the wrong engine here, so that only opa can tell.
  ["an example", log.map((line) => line.replace('"result":true', '"result":false')), "a"],
  ["an unchanged event", log.map((line) => line.replace('"result":false', '"result":true')), "c"],
])("a disagreement over %s ends the run, with a case file", async (_, lines, user) => {
  const failed = await runOn(policy("a"), policy("b"), lines.join("\n"), {
    createEngine: (source, entrypoints) => wrongAbout(user, source, entrypoints),
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failed instanceof DiffFailed)) throw new Error("the run did not fail", { cause: failed });
  expect(failed.code).toBe("enginesDisagree");
  const caseFile = JSON.parse(failed.caseFile ?? "");
  expect(caseFile).toMatchObject({ path: "t/allow", modules: { "base.rego": policy("a") }, input: { user } });
  expect(caseFile.engine).not.toEqual(caseFile.opa);
});
