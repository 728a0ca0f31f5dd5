import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compile, createCompiler } from "@bylaw/compiler";
import { findOpa, type Json } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { expect, it } from "vitest";
import { compiledDecisions } from "../../../src/decision/compiled-decisions.ts";
import type { Mutant } from "../../../src/mutation/mutant.ts";
import { loadMutablePolicy } from "../../../src/mutation/typescript/load-policy.ts";
import { mutatePolicy } from "../../../src/mutation/typescript/mutate-policy.ts";
import { decide } from "../../../src/mutation/typescript/questions.ts";
import type { Claim } from "../../../src/recording/recorder.ts";
import type { Recorded } from "../../../src/recording/recording.ts";

const file = join(import.meta.dirname, "../../policies/order-limits.ts");
const root = dirname(file);
const now = 1_767_657_600_000_000_000n;

const order = (parts: object = {}) =>
  ({ total: 50, customer: { tier: "basic" }, items: [{ sku: "a", count: 1 }], ...parts }) as unknown as Json;

const claim = (input: Json, verdict: Claim["verdict"], by?: string, negated = false): Recorded => ({
  policy: file,
  test: `${verdict} ${JSON.stringify(input)}`,
  question: { input, now },
  purpose: { kind: "claim", claim: { verdict, negated, ...(by === undefined ? {} : { by }) } },
});

const many = order({ items: [{ sku: "a", count: 11 }] });
const tests: readonly Recorded[] = [
  claim(order(), "allow", "small orders"),
  claim(order({ total: 99 }), "allow"),
  claim(order({ total: 100 }), "deny"),
  claim(order({ items: [{ sku: "a", count: 10 }] }), "allow"),
  claim(many, "deny"),
  claim(
    order({
      items: [
        { sku: "a", count: 1 },
        { sku: "b", count: 11 },
      ],
    }),
    "deny",
  ),
  claim(order({ items: [] }), "allow"),
  claim(order({ total: 500, customer: { tier: "gold" } }), "allow", "gold customers"),
  claim(order({ customer: { tier: "gold", blocked: true } }), "deny", "blocked customers"),
  claim(order({ customer: { tier: "gold", blocked: false } }), "allow"),
];

const mutate = async (recorded: readonly Recorded[]) => {
  const compilation = compile({ entry: file });
  if (!compilation.ok) throw new Error("the policy does not compile");
  return mutatePolicy({
    opa: await findOpa(),
    file,
    root,
    artefact: compilation.policy,
    recorded,
    runs: 1_500,
  });
};

const statusOf = (report: Awaited<ReturnType<typeof mutate>>, replacement: string) =>
  report.results.find(({ mutant }) => mutant.replacement === replacement);

it("has every mutant killed by tests that claim enough", async () => {
  const { results, unfounded } = await mutate(tests);
  expect(unfounded).toEqual([]);
  expect(results.length).toBeGreaterThan(12);
  expect(results.filter(({ status }) => status !== "killed")).toEqual([]);
});

it("names the mutants that survive, with the line and an input that tells them apart", async () => {
  const report = await mutate(tests.filter((one) => !JSON.stringify(one.question.input).includes(":100,")));
  const survivor = statusOf(report, "total <= 100");
  expect(survivor).toMatchObject({
    status: "survived",
    mutant: { operator: "flip a comparison", range: { line: 12 } },
  });
  const { policy, control } = await loadMutablePolicy(file, root);
  const question = { input: parseJson(survivor?.killer?.input ?? ""), now };
  expect(JSON.stringify(decide(policy, question))).toBe(survivor?.killer?.expected);
  const { id } = survivor?.mutant ?? { id: -1 };
  expect(JSON.stringify(control.with(id, () => decide(policy, question)).result)).toBe(
    survivor?.killer?.actual,
  );
  expect(survivor?.killer?.actual).not.toBe(survivor?.killer?.expected);
});

it("says what no test comes to, and which claims are not so", async () => {
  const blocked = order({ customer: { tier: "basic", blocked: true } });
  const report = await mutate([claim(blocked, "allow"), claim(many, "allow", undefined, true)]);
  expect(report.unfounded).toEqual([`allow ${JSON.stringify(blocked)}`]);
  // A claim that an order is not allowed says nothing of those that are.
  expect(statusOf(report, "total <= 100")?.status).toBe("survived");
  const nothing = await mutate([]);
  expect(new Set(nothing.results.map(({ status }) => status))).toEqual(new Set(["notCovered"]));
  expect(nothing.results.every(({ killer }) => killer !== undefined)).toBe(true);
});

it("leaves a policy as it is but for the one mutant", async () => {
  const { policy, control, mutants } = await loadMutablePolicy(file, root);
  const questions = tests.map(({ question }) => question);
  const answers = () => questions.map((question) => JSON.stringify(decide(policy, question)));
  const before = answers();
  for (const { id } of mutants) control.with(id, answers);
  expect(answers()).toEqual(before);
});

/** The module with a mutant's text in it. */
function mutatedText(text: string, { range, replacement }: Mutant): string {
  const lines = text.split("\n");
  const offset = (line: number, column: number) =>
    lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  return (
    text.slice(0, offset(range.line, range.column)) +
    replacement +
    text.slice(offset(range.endLine, range.endColumn))
  );
}

it("decides with a mutant as OPA does with its text compiled", async () => {
  const { policy, control, mutants } = await loadMutablePolicy(file, root);
  const opa = await findOpa();
  const compiler = createCompiler();
  const text = readFileSync(file, "utf8");
  let compared = 0;
  for (const mutant of mutants.filter(({ replacement }) => replacement !== "")) {
    const compilation = compiler.compile({
      entry: file,
      sources: new Map([[file, mutatedText(text, mutant)]]),
    });
    // `"gold"` is the only value that may stand there.
    if (!compilation.ok) continue;
    const engine = await compiledDecisions(compilation.policy, "javascript", { opa });
    const questions = tests.map(({ question }) => question);
    const answers = await engine.decide(questions);
    await engine.close();
    for (const [index, question] of questions.entries()) {
      const { allow, allowedBy, deniedBy } = control.with(mutant.id, () => decide(policy, question)).result;
      expect(answers[index], JSON.stringify(mutant)).toMatchObject({
        kind: "decision",
        decision: { allow, allowedBy, deniedBy },
      });
    }
    compared++;
  }
  expect(compared).toBeGreaterThan(10);
});
