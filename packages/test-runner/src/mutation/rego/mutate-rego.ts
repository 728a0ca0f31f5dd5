import {
  createMutationEngine,
  type MutationEngine,
  type OpaBinary,
  type ParsedRego,
  type PlanMutant,
  type PolicySource,
} from "@bylaw/engine";
import type { RegoTest } from "../../rego-tests/find-tests.ts";
import { judged, prepareRegoTests } from "../../rego-tests/run-tests.ts";
import { type ChangedLines, isChanged } from "../changed-lines.ts";
import type { Mutant, MutantResult } from "../mutant.ts";
import type { MutationReport } from "../report.ts";
import { allRulesModule, allRulesPath, inputsIn } from "./decisions.ts";
import { findRegoKillers } from "./find-killers.ts";
import { sourceText } from "./source-text.ts";

export interface MutateRegoOptions {
  /** How many inputs the search for killers tries; 4,000 when absent. */
  readonly runs?: number;
  readonly seed?: number;
  /** Only mutants on these lines are tried; all when absent. */
  readonly changed?: ChangedLines;
}

const mutationModule = "bylaw-mutation.rego";

/**
 * Makes mutants of Rego, runs its tests on them, and searches for inputs that tell those which survive from what is
 * written.
 *
 * @param source modules with their tests
 * @throws RegoCompileError when a module does not compile
 */
export async function mutateRego(
  opa: OpaBinary,
  source: PolicySource,
  options: MutateRegoOptions = {},
): Promise<MutationReport> {
  const { found, parsed } = await prepareRegoTests(opa, source);
  const tests = found.tests.filter(({ skipped }) => !skipped);
  const testing = new Set(found.tests.map(({ file }) => file));
  const isMutated = (file: string) =>
    Object.hasOwn(source.modules, file) && !testing.has(file) && !file.endsWith("_test.rego");
  const asked: PolicySource = {
    ...source,
    modules: { ...found.modules, [mutationModule]: allRulesModule(parsed, isMutated) },
  };
  const entrypoints = [
    ...tests.flatMap(({ entrypoint, cases }) => (cases === undefined ? [entrypoint] : [entrypoint, cases])),
    allRulesPath,
  ];
  const limits = { decisionTimeoutMs: 5_000, maxSteps: 2_000_000 };
  const engine = await createMutationEngine(opa, asked, entrypoints, isMutated, limits);
  const mutants = engine.mutants.map((mutant) => mutantOf(mutant, source));
  const wanted = mutants.filter(
    ({ range }) => options.changed === undefined || isChanged(options.changed, range),
  );
  const tried = tryMutants(engine, wanted, tests);
  const unnoticed = tried.results
    .filter(({ status }) => status === "survived" || status === "notCovered")
    .map(({ mutant }) => mutant);
  const searched =
    unnoticed.length === 0
      ? { killers: new Map<number, never>(), reached: new Set<number>() }
      : await findRegoKillers(opa, asked, engine, unnoticed, {
          inputs: inputsIn(parsed),
          runs: options.runs ?? 4_000,
          seed: options.seed ?? 1,
        });
  const results = tried.results.map((one): MutantResult => {
    if (one.status === "killed") return one;
    const killer = searched.killers.get(one.mutant.id);
    if (killer !== undefined) return { ...one, killer };
    // Where neither tests nor search came, nothing is known.
    const isKnown = one.status === "survived" || searched.reached.has(one.mutant.site);
    return isKnown ? { ...one, status: "equivalent" } : one;
  });
  const untried = mutants.filter((mutant) => !wanted.includes(mutant));
  return {
    modules: modulesOf(parsed, source, isMutated),
    results: [...results, ...untried.map((mutant) => ({ mutant, status: "ignored" as const }))],
    questions: tests.length,
    claims: tests.length,
    unfounded: tried.unfounded,
    duration: tried.duration,
    tried: wanted.length,
  };
}

function modulesOf(
  parsed: readonly ParsedRego[],
  source: PolicySource,
  isMutated: (file: string) => boolean,
): MutationReport["modules"] {
  return parsed
    .filter(({ file }) => isMutated(file))
    .map(({ file }) => ({ name: file, text: source.modules[file] ?? "", language: "rego" }));
}

function mutantOf({ id, site, operator, place, replacement }: PlanMutant, source: PolicySource): Mutant {
  const { file, row, column, endRow, endColumn } = place;
  const original = sourceText(source.modules[file] ?? "", place);
  return {
    id,
    site,
    operator,
    range: { file, line: row, column, endLine: endRow, endColumn },
    original,
    replacement: replacement === "not" ? `not ${original}` : replacement,
  };
}

interface Tried {
  readonly results: readonly MutantResult[];
  readonly unfounded: readonly string[];
  /** Milliseconds of processor time. */
  readonly duration: number;
}

/** Runs the tests that come to each mutant's place, until one fails. */
function tryMutants(engine: MutationEngine, mutants: readonly Mutant[], tests: readonly RegoTest[]): Tried {
  const reaching = new Map<number, RegoTest[]>();
  const unfounded: string[] = [];
  for (const test of tests) {
    const { outcome, reached } = engine.evaluate({ path: test.entrypoint });
    const named = test.cases === undefined ? undefined : engine.evaluate({ path: test.cases }).outcome;
    if (judged(test, outcome, named).status !== "passed") {
      unfounded.push(`${test.package}.${test.name}`);
      continue;
    }
    for (const site of reached) {
      const known = reaching.get(site) ?? [];
      reaching.set(site, known);
      known.push(test);
    }
  }
  const start = process.cpuUsage();
  const results = mutants.map((mutant): MutantResult => {
    const asked = reaching.get(mutant.site) ?? [];
    if (asked.length === 0) return { mutant, status: "notCovered" };
    const killer = asked.find((test) => {
      const outcome = engine.evaluateMutant(mutant.id, { path: test.entrypoint });
      const named =
        test.cases === undefined ? undefined : engine.evaluateMutant(mutant.id, { path: test.cases });
      return judged(test, outcome, named).status !== "passed";
    });
    if (killer === undefined) return { mutant, status: "survived" };
    return { mutant, status: "killed", killedBy: `${killer.package}.${killer.name}` };
  });
  const { user, system } = process.cpuUsage(start);
  return { results, unfounded, duration: (user + system) / 1_000 };
}
