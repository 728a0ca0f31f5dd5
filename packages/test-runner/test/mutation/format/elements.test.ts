import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { mutationAsElements } from "../../../src/mutation/format/elements.ts";
import { mutationAsText } from "../../../src/mutation/format/text.ts";
import type { MutantResult, MutantStatus } from "../../../src/mutation/mutant.ts";
import type { MutationReport } from "../../../src/mutation/report.ts";

const schema: object = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve(
      "mutation-testing-report-schema/mutation-testing-report-schema.json",
    ),
    "utf8",
  ),
);

const statuses: readonly MutantStatus[] = [
  "killed",
  "survived",
  "notCovered",
  "equivalent",
  "invalid",
  "ignored",
];
const results = statuses.map(
  (status, id): MutantResult => ({
    mutant: {
      id,
      site: id,
      operator: "negate",
      range: { file: "policies/a.ts", line: id + 1, column: 1, endLine: id + 1, endColumn: 3 },
      original: "!a",
      replacement: "a",
    },
    status,
    ...(status === "killed" ? { killedBy: "test > allows" } : {}),
    ...(status === "survived" ? { killer: { input: "{}", expected: "true", actual: "false" } } : {}),
  }),
);
const report: MutationReport = {
  modules: [{ name: "policies/a.ts", text: "!a\n".repeat(6), language: "typescript" }],
  results,
  questions: 1,
  claims: 1,
  unfounded: [],
  duration: 2,
  tried: 5,
};

it("keeps to the published schema", () => {
  const elements: unknown = JSON.parse(mutationAsElements(report, 80));
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  expect(validate(elements), JSON.stringify(validate.errors)).toBe(true);
  expect(elements).toMatchObject({
    files: {
      "policies/a.ts": {
        mutants: [
          { status: "Killed" },
          { status: "Survived", statusReason: "decided differently: {}" },
          { status: "NoCoverage" },
          { status: "Ignored" },
          { status: "RuntimeError" },
          { status: "Ignored" },
        ],
      },
    },
  });
});

it("counts what is killed of what could be", () => {
  expect(mutationAsText(report)).toContain("score 33.3 %: 1 of 3 mutants killed");
});
