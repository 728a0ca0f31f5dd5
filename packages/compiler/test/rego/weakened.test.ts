import type { Json } from "@bylaw/engine/values";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createCompiler,
  type Module,
  printModule,
  withNaiveNegation,
  withoutGuards,
} from "../../src/index.ts";
import { malformed, wellTyped } from "../fixtures/inputs.ts";
import { answers, compiled, native, policyPath } from "../fixtures/policies.ts";

const now = 1_760_000_000_000_000_000n;
const compiler = createCompiler();

function weakened(name: string, weaken: (module: Module) => Module): string {
  const { rego } = compiler.compileInStages({ entry: policyPath(name) }).stages;
  if (rego === undefined) throw new Error("the policy does not compile");
  return printModule(weaken(rego)).text;
}

/** Rules that the Rego lets in and TypeScript, checking each read, does not. */
async function letIn(name: string, rego: string, inputs: readonly Json[]): Promise<ReadonlySet<string>> {
  const { decide } = await native(name);
  const found = await answers(compiled(name), rego, inputs, now);
  return new Set(
    inputs.flatMap((input, index) => {
      const expected = decide(input, { now });
      const gained = found[index]?.allowedBy.filter((rule) => !expected.allowedBy.includes(rule)) ?? [];
      return found[index]?.allow === true && !expected.allow ? ["allow", ...gained] : gained;
    }),
  );
}

describe("the safeguards are needed", () => {
  it("without guards, two absent tenants of the wrong shape are equal, and more", async () => {
    const policy = compiled("comparisons");
    const inputs = fc.sample(malformed(policy.input, policy.comparedLiterals), { numRuns: 400, seed: 3 });
    expect(await letIn("comparisons", policy.rego, inputs)).toEqual(new Set());
    const without = await letIn("comparisons", weakened("comparisons", withoutGuards), inputs);
    expect(without).toContain("different from a literal");
    expect(without).toContain("not less");
  });

  it("with plain references under negation, a missing value is not denied", async () => {
    const policy = compiled("denials");
    const inputs = fc.sample(wellTyped(policy.input, policy.comparedLiterals), { numRuns: 300, seed: 3 });
    const { decide } = await native("denials");
    const found = await answers(policy, weakened("denials", withNaiveNegation), inputs, now);
    const missed = new Set(
      inputs.flatMap((input, index) =>
        decide(input, { now }).deniedBy.filter((rule) => !found[index]?.deniedBy.includes(rule)),
      ),
    );
    expect(missed).toContain("wrong principal");
    expect(missed).toContain("not below");
  });
});
