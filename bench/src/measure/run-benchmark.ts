import { buildPlan, builtinsCalled, type OpaBinary } from "@bylaw/engine";
import type { Benchmark } from "../benchmark.ts";
import { type EngineName, engineNames, opa as opaContestant } from "../engines/index.ts";
import type { BenchmarkResult, ColdResult, EngineResult } from "../report/result.ts";
import { type Summary, summary } from "../report/statistics.ts";
import { mustAgree } from "./agreement.ts";
import { type FirstDecision, firstDecision } from "./cold.ts";
import type { Contestant } from "./contestant.ts";
import { withFolder } from "./folder.ts";
import { startWorker } from "./worker-process.ts";

export interface Effort {
  readonly rounds: number;
  /** How long an engine is measured in each round, in processor time; `opa bench` takes a second at least. */
  readonly secondsPerRound: number;
}

const maxColdRounds = 3;
// Of processor time; a thousand rules take V8 more than one.
const warmSeconds = 3;

/**
 * Measures all engines on one policy. In each round every engine has its turn, so that what else the machine does
 * meets all of them.
 *
 * @throws Error when an engine cannot decide, or decides otherwise than `opa`; OPA's package for JavaScript may fail
 */
export async function runBenchmark(
  benchmark: Benchmark,
  opa: OpaBinary,
  effort: Effort,
): Promise<BenchmarkResult> {
  const { artefact: plan } = await buildPlan(opa, benchmark.source, { entrypoints: [benchmark.decision] });
  if (plan === undefined) throw new Error(`${benchmark.name}: ${benchmark.decision} has no rule`);
  const asksClock = builtinsCalled(plan, benchmark.decision).some(({ name }) => name === "time.now_ns");
  return withFolder(benchmark, plan, async (folder) => {
    const contestants: Contestant[] = [];
    const notes = new Map<EngineName, string>();
    try {
      const reference = opaContestant(opa, benchmark, folder, asksClock);
      const expected = await reference.outcomes();
      for (const name of engineNames) {
        try {
          const contestant = name === "opa" ? reference : await startWorker(name, folder, opa);
          contestants.push(contestant);
          mustAgree(benchmark, name, await contestant.outcomes(), expected);
        } catch (error) {
          if (name !== "opa-wasm SDK") throw error;
          contestants.pop()?.close();
          notes.set(name, error instanceof Error ? error.message : String(error));
        }
      }
      for (const contestant of contestants) {
        // V8 takes its time until it has optimised WebAssembly; a process of opa's warms itself.
        if (contestant !== reference)
          await contestant.measure(Math.max(warmSeconds, effort.rounds * effort.secondsPerRound));
      }
      const rates = new Map<EngineName, number[]>();
      const first = new Map<ColdResult["engine"], FirstDecision[]>();
      for (let round = 0; round < effort.rounds; round++) {
        for (const contestant of contestants) {
          const { decisions, processorSeconds } = await contestant.measure(effort.secondsPerRound);
          collect(rates, contestant.name, decisions / processorSeconds);
        }
        if (round >= maxColdRounds) continue;
        for (const name of ["javascript", "opa-wasm"] as const)
          collect(first, name, await firstDecision(name, folder, opa));
      }
      const peaks = new Map<EngineName, number | undefined>();
      for (const contestant of contestants) peaks.set(contestant.name, await contestant.peakBytes());
      const { name, group, about, decision, inputs } = benchmark;
      return {
        ...{ name, group, about, decision, inputs: inputs.length },
        engines: engineNames.map((engine) =>
          engineResult(engine, rates, peaks.get(engine), notes.get(engine)),
        ),
        cold: [...first].map(([engine, decisions]) => coldResult(engine, decisions)),
      };
    } finally {
      for (const contestant of contestants) contestant.close();
    }
  });
}

function collect<Key, Value>(into: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = into.get(key);
  if (values === undefined) into.set(key, [value]);
  else values.push(value);
}

function engineResult(
  engine: EngineName,
  rates: ReadonlyMap<EngineName, readonly number[]>,
  peakBytes: number | undefined,
  note: string | undefined,
): EngineResult {
  const own = rates.get(engine);
  const ratios: Partial<Record<EngineName, Summary>> = {};
  for (const [other, theirs] of rates) {
    if (own !== undefined && other !== engine)
      ratios[other] = summary(own.map((rate, round) => rate / (theirs[round] ?? Number.NaN)));
  }
  return {
    engine,
    ratios,
    ...(own === undefined ? {} : { perSecond: summary(own) }),
    ...(peakBytes === undefined ? {} : { peakBytes }),
    ...(note === undefined ? {} : { note }),
  };
}

function coldResult(engine: ColdResult["engine"], decisions: readonly FirstDecision[]): ColdResult {
  const of = (value: (decision: FirstDecision) => number) => summary(decisions.map(value));
  return {
    engine,
    importMs: of(({ importMs }) => importMs),
    compileMs: of(({ compileMs }) => compileMs),
    firstMs: of(({ firstMs }) => firstMs),
    totalMs: of(({ importMs, compileMs, firstMs }) => importMs + compileMs + firstMs),
    processorMs: of(({ processorMs }) => processorMs),
  };
}
