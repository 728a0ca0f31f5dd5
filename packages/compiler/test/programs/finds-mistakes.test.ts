import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { type Module, printModule, withNaiveNegation, withoutGuards } from "../../src/index.ts";
import { firstDisagreement, type Runnable, runnable } from "./compare.ts";
import { program } from "./program.ts";

const programs: Runnable[] = [];

beforeAll(() => {
  for (const [index, write] of fc.sample(program, { numRuns: 12, seed: 6 }).entries()) {
    const found = runnable(write(`program_${index}`));
    if ("compiled" in found) programs.push(found);
  }
}, 600_000);

const printed = (weaken: (module: Module) => Module) => (one: Runnable) =>
  printModule(weaken(one.module)).text;
const rewritten = (pattern: RegExp, by: string) => (one: Runnable) => one.compiled.rego.replace(pattern, by);

/** Compilers with a mistake: what each makes of a program. */
const mistakes: Readonly<Record<string, (one: Runnable) => string>> = {
  "no guards": printed(withoutGuards),
  "plain references under negation": printed(withNaiveNegation),
  "startsWith that looks anywhere": rewritten(/\bstartswith\(/g, "contains("),
  "negations that always hold": rewritten(/^\tnot .*/gm, "\ttrue"),
  "findings without what is said beside the message": rewritten(
    /"details": \{.*, "rule": /g,
    '"details": {"rule": ',
  ),
};

it.each(Object.keys(mistakes))("finds a compiler with %s", { timeout: 600_000 }, async (name) => {
  const weakened = programs.map((one): Runnable => {
    const rego = mistakes[name]?.(one) ?? "";
    return { ...one, compiled: { ...one.compiled, rego } };
  });
  expect(weakened.some((one, index) => one.compiled.rego !== programs[index]?.compiled.rego)).toBe(true);
  expect(await firstDisagreement(weakened, 40, 1)).toBeDefined();
});
