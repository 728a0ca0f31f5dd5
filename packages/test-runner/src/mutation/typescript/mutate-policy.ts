import type { CompiledPolicy } from "@bylaw/compiler";
import type { Policy } from "@bylaw/dsl";
import type { OpaBinary } from "@bylaw/engine";
import { firstNow } from "@bylaw/search";
import fc from "fast-check";
import { inputsOf } from "../../generate/questions.ts";
import { wellTyped } from "../../generate/well-typed.ts";
import type { AskedQuestion } from "../../recording/recorder.ts";
import { type Recorded, recordedText } from "../../recording/recording.ts";
import { type ChangedLines, isChanged } from "../changed-lines.ts";
import type { MutationReport } from "../report.ts";
import type { ReportCache } from "../report-cache.ts";
import { findKillers } from "./find-killers.ts";
import type { MutablePolicy } from "./load-policy.ts";
import { claimedQuestions } from "./questions.ts";
import { tryMutants } from "./try-mutants.ts";

export interface MutateOptions {
  readonly opa: OpaBinary;
  /** The policy's module, absolute; it is run. */
  readonly file: string;
  /** The folder whose modules get mutants. */
  readonly root: string;
  readonly artefact: CompiledPolicy;
  /** What the tests asked. */
  readonly recorded: readonly Recorded[];
  /** How many inputs the search for killers tries; 4,000 when absent. */
  readonly runs?: number;
  readonly seed?: number;
  /** Where results are kept for the next time; nowhere when absent. */
  readonly cache?: ReportCache;
  /** Only mutants on these lines are tried; all when absent. */
  readonly changed?: ChangedLines;
}

const mostGenerated = 200;
/** Another one for each change of what mutants there are, or of how they are judged. */
const version = 4;

/** Well-formed inputs to begin with, beside those of the tests. */
function generated(
  policy: Policy<unknown, string>,
  { artefact, seed = 1 }: MutateOptions,
): readonly AskedQuestion[] {
  const input = inputsOf(policy, artefact, {});
  const data = artefact.data === undefined ? fc.constant(undefined) : wellTyped(artefact.data);
  return fc.sample(fc.tuple(input, data), { numRuns: mostGenerated, seed }).map(([one, documents]) => ({
    input: one,
    now: firstNow,
    ...(documents === undefined ? {} : { data: documents }),
  }));
}

/**
 * Makes mutants of a TypeScript policy, tries them on what its tests claim, and searches for inputs that tell those
 * which survive from the policy.
 *
 * @throws {NoPolicy} when the module has none
 */
export async function mutatePolicy(options: MutateOptions): Promise<MutationReport> {
  // It loads vite, which tests that mutate nothing need not wait for.
  const { loadMutablePolicy } = await import("./load-policy.ts");
  const mutable = await loadMutablePolicy(options.file, options.root);
  const recorded = options.recorded.filter(({ policy }) => policy === options.file);
  const key = keyOf(mutable, recorded, options);
  const kept = await options.cache?.read(key);
  if (kept !== undefined) return JSON.parse(kept);
  const report = await mutated(mutable, recorded, options);
  await options.cache?.write(key, JSON.stringify(report));
  return report;
}

/** A text that is the same when the report is. */
function keyOf(
  { modules }: MutablePolicy,
  recorded: readonly Recorded[],
  { artefact, runs, seed, changed }: MutateOptions,
): string {
  const asked = recorded.map(recordedText).sort();
  return JSON.stringify([version, [...modules], artefact.rego, asked, runs, seed, changed && [...changed]]);
}

async function mutated(
  mutable: MutablePolicy,
  recorded: readonly Recorded[],
  options: MutateOptions,
): Promise<MutationReport> {
  const { opa, artefact, changed } = options;
  const questions = claimedQuestions(mutable.policy, recorded);
  const mutants = mutable.mutants.filter(mutable.isPart);
  const wanted = mutants.filter(({ range }) => changed === undefined || isChanged(changed, range));
  const tried = tryMutants(mutable, wanted, questions);
  const unnoticed = tried.results.filter(({ status }) => status === "survived" || status === "notCovered");
  const found =
    unnoticed.length === 0
      ? { killers: new Map<number, never>(), invalid: new Set<number>(), reached: new Set<number>() }
      : await findKillers(
          mutable,
          unnoticed.map(({ mutant }) => mutant),
          {
            opa,
            artefact,
            questions: [...questions.map(({ question }) => question), ...generated(mutable.policy, options)],
            runs: options.runs ?? 4_000,
            seed: options.seed ?? 1,
          },
        );
  const results = tried.results.map((one) => {
    if (one.status !== "survived" && one.status !== "notCovered") return one;
    const killer = found.killers.get(one.mutant.id);
    if (killer !== undefined) return { ...one, killer };
    if (found.invalid.has(one.mutant.id)) return { ...one, status: "invalid" as const };
    // Where neither tests nor search came, nothing is known.
    const isKnown = one.status === "survived" || found.reached.has(one.mutant.site);
    return isKnown ? { ...one, status: "equivalent" as const } : one;
  });
  const untried = mutants.filter((mutant) => !wanted.includes(mutant));
  return {
    modules: [...mutable.modules].map(([name, text]) => ({ name, text, language: "typescript" as const })),
    results: [...results, ...untried.map((mutant) => ({ mutant, status: "ignored" as const }))],
    questions: questions.filter(({ claims }) => claims.length > 0).length,
    claims: questions.reduce((sum, { claims }) => sum + claims.length, 0),
    unfounded: tried.unfounded.map(({ test }) => test),
    duration: tried.duration,
    tried: wanted.length,
  };
}
