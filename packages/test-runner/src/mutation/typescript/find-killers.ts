import type { CompiledPolicy } from "@bylaw/compiler";
import type { Json, OpaBinary } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { type Candidate, createSearchEngine, type Subject, search, subjectOf } from "@bylaw/search";
import { decisionModule, decisionPath, documentNames, queryOf } from "../../decision/compiled-decisions.ts";
import type { AskedQuestion } from "../../recording/recorder.ts";
import type { Killer, Mutant } from "../mutant.ts";
import type { MutablePolicy } from "./load-policy.ts";
import { nearbyQuestions } from "./nearby-questions.ts";
import { answerText, decide } from "./questions.ts";
import { textsIn } from "./syntax.ts";

export interface KillerSearch {
  readonly opa: OpaBinary;
  readonly artefact: CompiledPolicy;
  /** Inputs to begin with. */
  readonly questions: readonly AskedQuestion[];
  /** How many inputs are tried. */
  readonly runs: number;
  readonly seed: number;
}

/** What a search found out about mutants, by their numbers; nothing of the others. */
export interface FoundKillers {
  readonly killers: ReadonlyMap<number, Killer>;
  /** Those that fail where no policy does. */
  readonly invalid: ReadonlySet<number>;
  /** The places that some well-formed input came to, by their first mutants. */
  readonly reached: ReadonlySet<number>;
}

/**
 * Searches for well-formed inputs that mutants decide otherwise than the policy. What the policy compares guides it.
 *
 * @throws RegoCompileError when OPA refuses the policy's Rego
 */
export async function findKillers(
  mutable: MutablePolicy,
  mutants: readonly Mutant[],
  { opa, artefact, questions, runs, seed }: KillerSearch,
): Promise<FoundKillers> {
  const names = documentNames(artefact);
  const source = {
    modules: {
      [`${artefact.package.replaceAll(".", "/")}.rego`]: artefact.rego,
      "bylaw-test-runner.rego": decisionModule(artefact),
    },
  };
  const engine = await createSearchEngine(opa, source, [decisionPath]);
  const reached = new Set<number>();
  const questionOf = (candidate: Candidate) => askedBy(candidate, names !== undefined);
  const result = await search({
    subjects: [subjectOf(engine, source, decisionPath), differences(mutable, mutants, questionOf, reached)],
    seed,
    budget: { runs },
    inputs: questions.flatMap((question) => queryOf(question, names).input ?? []),
    find: ([, differing]) =>
      differing?.outcome.kind === "defined" ? (differing.outcome.value as readonly string[]) : [],
    isEnough: (found) => found.size >= mutants.length,
  });
  const killers = new Map<number, Killer>();
  const invalid = new Set<number>();
  for (const { name, candidate } of result.found) {
    const id = Number(name.replace(failedMark, ""));
    if (name.startsWith(failedMark)) invalid.add(id);
    else killers.set(id, killerOf(mutable, id, questionOf(candidate)));
  }
  // What no comparison leads to may be near what a test asks.
  const asked = questions.map((question) => {
    const { reached: places } = mutable.control.watch(() => decide(mutable.policy, question));
    return { question, places, text: stringifyJson(question.input ?? null) };
  });
  for (const mutant of mutants) {
    if (killers.has(mutant.id) || invalid.has(mutant.id)) continue;
    const question = nearbyKiller(mutable, mutant, asked);
    if (question !== undefined) killers.set(mutant.id, killerOf(mutable, mutant.id, question));
  }
  return { killers, invalid, reached };
}

interface Asked {
  readonly question: AskedQuestion;
  /** The places that it comes to, by their first mutants. */
  readonly places: ReadonlySet<number>;
  readonly text: string;
}

const mostNearby = 1_000;

/** A question near one of the tests that a mutant answers otherwise; first near those that speak of its place. */
function nearbyKiller(
  { policy, control }: MutablePolicy,
  mutant: Mutant,
  asked: readonly Asked[],
): AskedQuestion | undefined {
  const words = textsIn(mutant.original);
  const isNear = ({ text, places }: Asked) =>
    Number(words.some((word) => text.includes(word))) + Number(places.has(mutant.site));
  const nearest = asked.toSorted((one, other) => isNear(other) - isNear(one));
  let tried = 0;
  for (const { question } of nearest) {
    for (const near of nearbyQuestions(question, words)) {
      if (tried++ >= mostNearby) return undefined;
      if (!policy.shape.is(near.input)) continue;
      const answer = answerText(decide(policy, near));
      const { result, failed } = control.with(mutant.id, () => answerText(decide(policy, near)));
      if (!failed && result !== answer) return near;
    }
  }
  return undefined;
}

const failedMark = "failed ";

/** Asks the policy and all mutants; the answer is the numbers of those that answer otherwise. */
function differences(
  { policy, control }: MutablePolicy,
  mutants: readonly Mutant[],
  questionOf: (candidate: Candidate) => AskedQuestion,
  everReached: Set<number>,
): Subject {
  return {
    table: { rules: [], expressions: [] },
    builtins: new Set(),
    planText: "",
    data: undefined,
    decide: (candidate) => {
      const question = questionOf(candidate);
      if (!policy.shape.is(question.input)) return { outcome: { kind: "undefined" }, evidence: {} };
      const { result, reached } = control.watch(() => answerText(decide(policy, question)));
      for (const site of reached) everReached.add(site);
      const value: Json[] = [];
      for (const { id, site } of mutants) {
        if (!reached.has(site) && !control.isInitial(id)) continue;
        const tried = control.with(id, () => answerText(decide(policy, question)));
        if (tried.failed) value.push(`${failedMark}${id}`);
        else if (tried.result !== result) value.push(String(id));
      }
      return { outcome: { kind: "defined", value }, evidence: {} };
    },
  };
}

/** Where a policy has data documents, they stand beside its input. */
function askedBy({ input, now }: Candidate, withDocuments: boolean): AskedQuestion {
  if (!withDocuments) return { input, now };
  const parts = new Map(typeof input === "object" && input !== null ? Object.entries(input) : []);
  const [own, data] = [parts.get("input"), parts.get("data")];
  return { now, ...(own === undefined ? {} : { input: own }), ...(data === undefined ? {} : { data }) };
}

function killerOf({ policy, control }: MutablePolicy, mutant: number, question: AskedQuestion): Killer {
  const { input, data, now } = question;
  return {
    input: input === undefined ? "none" : stringifyJson(input),
    ...(data === undefined ? {} : { data: stringifyJson(data) }),
    now: String(now),
    expected: answerText(decide(policy, question)),
    actual: control.with(mutant, () => answerText(decide(policy, question))).result,
  };
}
