import { expect, test } from "vitest";
import type { EngineResult, Run } from "../../src/report/result.ts";
import { summary } from "../../src/report/statistics.ts";
import { table } from "../../src/report/table.ts";
import { text } from "../../src/report/text.ts";

const engines: readonly EngineResult[] = [
  {
    engine: "javascript",
    perSecond: summary([1_000_000, 1_200_000, 1_100_000]),
    ratios: { "opa-wasm": summary([11, 12, 13]), opa: summary([110]) },
    peakBytes: 64 * 2 ** 20,
  },
  { engine: "opa-wasm", perSecond: summary([99.5]), ratios: { opa: summary([0.5]) } },
  { engine: "opa-wasm SDK", ratios: {}, note: "not implemented" },
];

const run: Run = {
  version: 1,
  at: "2026-11-24T09:30:00.000Z",
  commit: "abcdef0",
  machine: {
    processor: "Some Processor",
    cores: 2,
    memoryBytes: 8 * 2 ** 30,
    platform: "linux x64",
    node: "20.20.2",
    opa: "1.22.2",
  },
  rounds: 3,
  secondsPerRound: 0.2,
  benchmarks: [
    {
      ...{ name: "shop/authz", group: "example", about: "", decision: "shop/allow", inputs: 4, engines },
      cold: [
        {
          engine: "javascript",
          importMs: summary([30]),
          compileMs: summary([2]),
          firstMs: summary([1]),
          totalMs: summary([33]),
          processorMs: summary([28]),
        },
      ],
    },
  ],
};

test("every engine has a row, with figures or a dash and its reason", () => {
  const lines = text(run).split("\n");
  const row = (engine: string) => lines.find((line) => line.includes(`  ${engine}  `))?.split(/ {2,}/);
  expect(row("javascript")).toEqual([
    ...["shop/authz", "javascript", "1,100,000", "1,000,000 - 1,200,000", "12.0", "110", "64 MiB"],
  ]);
  expect(row("opa-wasm")).toEqual(["", "opa-wasm", "99.5", "99.5 - 99.5", "0.500", "-"]);
  expect(row("opa-wasm SDK")).toEqual(["", "opa-wasm SDK", "-", "-", "-"]);
  expect(lines).toContain("  shop/authz, opa-wasm SDK: not implemented");
  expect(lines[0]).toBe(
    "2026-11-24, abcdef0: Some Processor, 2 cores, 8 GiB, linux x64, Node.js 20.20.2, OPA 1.22.2",
  );
  expect(lines).toContain(
    "javascript, median over 1 example policy: 12.0 times opa-wasm (lowest 12.0), 110 times opa (lowest 110)",
  );
});

test("columns of a table stand below one another", () => {
  const lines = table(
    [
      { title: "name", align: "left" },
      { title: "n", align: "right" },
    ],
    [
      ["a", "1"],
      ["longer", "1,000"],
    ],
  );
  expect(lines).toEqual(["name        n", "------  -----", "a           1", "longer  1,000"]);
});
