import type { BenchmarkResult, EngineResult, Run } from "./result.ts";
import { type Summary, summary } from "./statistics.ts";
import { type Column, table } from "./table.ts";

const warm: readonly Column[] = [
  { title: "policy", align: "left" },
  { title: "engine", align: "left" },
  { title: "decisions/s", align: "right" },
  { title: "min - max", align: "right" },
  { title: "x opa-wasm", align: "right" },
  { title: "x SDK", align: "right" },
  { title: "x opa", align: "right" },
  { title: "memory", align: "right" },
];

const cold: readonly Column[] = [
  { title: "policy", align: "left" },
  { title: "engine", align: "left" },
  { title: "import", align: "right" },
  { title: "compile", align: "right" },
  { title: "decide", align: "right" },
  { title: "together", align: "right" },
  { title: "min - max", align: "right" },
  { title: "processor", align: "right" },
];

/** The run as tables for people. */
export function text(run: Run): string {
  const { machine } = run;
  const notes = run.benchmarks.flatMap(({ name, engines }) =>
    engines.flatMap(({ engine, note }) => (note === undefined ? [] : [`${name}, ${engine}: ${note}`])),
  );
  return [
    `${run.at.slice(0, 10)}, ${run.commit ?? "no commit"}: ${machine.processor}, ${machine.cores} cores, ` +
      `${gibibytes(machine.memoryBytes)}, ${machine.platform}, Node.js ${machine.node}, OPA ${machine.opa}`,
    `${run.rounds} rounds of ${run.secondsPerRound} s an engine, one after the other; medians`,
    "",
    "Decisions in a second of processor time",
    "",
    ...table(warm, run.benchmarks.flatMap(warmRows)),
    "",
    ...totals(run.benchmarks),
    "",
    "A first decision in a fresh process, in milliseconds (opa build, Node.js itself and reading the data aside)",
    "",
    ...table(cold, run.benchmarks.flatMap(coldRows)),
    ...(notes.length === 0 ? [] : ["", "Without figures:", ...notes.map((note) => `  ${note}`)]),
    "",
  ].join("\n");
}

function warmRows({ name, engines }: BenchmarkResult): readonly (readonly string[])[] {
  return engines.map(({ engine, perSecond, ratios, peakBytes }, index) => [
    index === 0 ? name : "",
    engine,
    perSecond === undefined ? "-" : amount(perSecond.median),
    perSecond === undefined ? "-" : `${amount(perSecond.min)} - ${amount(perSecond.max)}`,
    times(ratios["opa-wasm"]),
    times(ratios["opa-wasm SDK"]),
    times(ratios.opa),
    peakBytes === undefined ? "-" : `${Math.round(peakBytes / 2 ** 20)} MiB`,
  ]);
}

function coldRows({ name, cold: results }: BenchmarkResult): readonly (readonly string[])[] {
  return results.map(({ engine, importMs, compileMs, firstMs, totalMs, processorMs }, index) => [
    index === 0 ? name : "",
    engine,
    ...[importMs, compileMs, firstMs, totalMs].map(({ median }) => median.toFixed(1)),
    `${totalMs.min.toFixed(1)} - ${totalMs.max.toFixed(1)}`,
    processorMs.median.toFixed(1),
  ]);
}

/** One line for the examples and one for the large policies: the median of the ratios, and the lowest. */
function totals(benchmarks: readonly BenchmarkResult[]): readonly string[] {
  return (["example", "large"] as const).flatMap((group) => {
    const ours = benchmarks
      .filter((benchmark) => benchmark.group === group)
      .flatMap(({ engines }) => engines.filter(({ engine }) => engine === "javascript"));
    if (ours.length === 0) return [];
    const parts = (["opa-wasm", "opa-wasm SDK", "opa"] as const).flatMap((other) => {
      const known = ours.flatMap(({ ratios }: EngineResult) => ratios[other]?.median ?? []);
      if (known.length === 0) return [];
      const { median, min } = summary(known);
      return [`${factor(median)} times ${other} (lowest ${factor(min)})`];
    });
    return [
      `javascript, median over ${ours.length} ${group} ${ours.length === 1 ? "policy" : "policies"}: ${parts.join(", ")}`,
    ];
  });
}

function times(ratio: Summary | undefined): string {
  return ratio === undefined ? "" : factor(ratio.median);
}

function factor(value: number): string {
  return value >= 100 ? amount(value) : value.toPrecision(3);
}

function amount(value: number): string {
  return value < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString("en");
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(0)} GiB`;
}
