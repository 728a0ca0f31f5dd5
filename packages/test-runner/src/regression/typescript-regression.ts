import { stringifyJson } from "@bylaw/engine/values";
import type { RegressionFiles } from "./rego-regression.ts";
import type { RegressionCase } from "./regression-case.ts";

/**
 * Cases as a vitest test of a TypeScript policy, with a table in JSON beside it.
 *
 * @param cases of the policy's own decision, each answered with whether it is allowed
 * @param policy the module, as the test imports it
 */
export function typeScriptRegression(cases: readonly RegressionCase[], policy: string): RegressionFiles {
  const table = cases.map(({ name, input, result, now }) => ({
    name,
    allow: result === true,
    ...(now === undefined ? {} : { now: String(now) }),
    ...(input === undefined ? {} : { input }),
  }));
  const test = `import { expect, it } from "vitest";
import policy from ${JSON.stringify(policy)};
import cases from "./recorded-decisions.json" with { type: "json" };

const table: readonly { name: string; allow: boolean; now?: string; input?: unknown }[] = cases;

it.each(table)("decides $name as recorded", async ({ allow, now, input }) => {
  const clock = now === undefined ? {} : { now: BigInt(now) };
  if (allow) await expect(policy).toAllow(input, clock);
  else await expect(policy).toDeny(input, clock);
});
`;
  return {
    "recorded-decisions.test.ts": test,
    "recorded-decisions.json": `${stringifyJson(table)}\n`,
  };
}
