import { findOpa, type OpaBinary, planEvaluator } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import {
  type Candidate,
  createCountingEngine,
  createSearchEngine,
  reach,
  recordedClock,
  search,
  subjectOf,
} from "@bylaw/search";
import fc from "fast-check";
import type { Question } from "../decision/compiled-decisions.ts";
import { bounded } from "../generate/bounded.ts";
import { anyTime, policyQuestions, type QuestionOptions } from "../generate/questions.ts";
import { streamOf } from "../generate/stream.ts";
import { wellTyped } from "../generate/well-typed.ts";
import type { Checked, Property, PropertyContext } from "../properties/property.ts";
import { coverageOf, covering, type FuzzCoverage } from "./coverage.ts";
import type { Find } from "./find.ts";
import { opaDecider } from "./opa-decider.ts";
import { seedOf } from "./seed.ts";
import type { TestedPolicy } from "./tested-policy.ts";
import type { Verdict } from "./verdict.ts";

export interface FuzzOptions extends Omit<QuestionOptions, "data"> {
  readonly policy: TestedPolicy;
  readonly properties: readonly Property[];
  /** How many inputs; 2,000 when absent and `seconds` is too. */
  readonly runs?: number;
  /** How long to go on, in seconds, instead of a number of inputs. */
  readonly seconds?: number;
  /** The same seed gives the same inputs; the hash of the policy and its tests when absent. */
  readonly seed?: number;
  /** Questions to begin with, such as those that an earlier run kept, or recorded ones. */
  readonly corpus?: readonly Question[];
  /** What counts seconds, such as processor time; the time that passes when absent. */
  readonly clock?: () => number;
  /** Whether comparisons and coverage steer the inputs; true when absent, false only to compare with. */
  readonly guided?: boolean;
  /** Another policy that is asked the same, for claims about two. */
  readonly beside?: TestedPolicy;
  /** Ends with the first property that fails; goes on when absent. */
  readonly stopAtFirst?: boolean;
  /** Found or installed when absent. */
  readonly opa?: OpaBinary;
  readonly onProgress?: (inputs: number) => void;
}

/** What came of one property. */
export interface PropertyResult {
  readonly name: string;
  readonly claim: string;
  /**
   * `vacuous`: its precondition held in under 1 % of the inputs, so that it shows nothing. `silent`: it says nothing
   * about such a policy.
   */
  readonly status: "holds" | "fails" | "vacuous" | "silent";
  /** Of how many inputs it was asked, and in how many its precondition held. */
  readonly asked: number;
  readonly met: number;
  /** Why it is silent. */
  readonly silence?: string;
  /** The smallest input found with which it fails. */
  readonly find?: Find;
}

export interface FuzzResult {
  readonly policy: string;
  readonly seed: number;
  readonly inputs: number;
  /** Inputs before these, which no property was asked of: what they reach was counted. */
  readonly counted: number;
  /** Inputs that are not of the declared shape, of those that were asked. */
  readonly malformed: number;
  readonly allowed: number;
  readonly denied: number;
  /** Inputs without an answer. */
  readonly undecided: number;
  readonly properties: readonly PropertyResult[];
  readonly coverage: FuzzCoverage;
  /** The inputs that reached something which those before did not. */
  readonly corpus: readonly Question[];
}

/** Under this part of the inputs a precondition shows nothing. */
const leastMet = 0.01;
const mostAmong = 600;
/** Of a time that is given, so much goes at first to reaching everything; where properties wait for inputs, less. */
const partAlone = 0.9;
const partBesideClaims = 0.1;
const limits = { maxSteps: 2_000_000, decisionTimeoutMs: 1_000 };

/**
 * Looks for inputs with which properties of a policy fail: those that its schema makes, those that its comparisons
 * want, and mutations of those that reached something new. What is found is as small as it could be made, and decided
 * again by `opa`.
 *
 * @throws {OpaNotFound} without OPA, {RegoCompileError} when it refuses the Rego, {Error} when a generator makes nothing
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { policy, runs, seconds } = options;
  const opa = options.opa ?? (await findOpa());
  const countsFirst = seconds !== undefined && runs === undefined && options.guided !== false;
  const { engine, decide } = await deciderOf(opa, policy);
  const counting = countsFirst ? await createCountingEngine(opa, policy.source, [policy.path]) : undefined;
  const beside = options.beside && (await deciderOf(opa, options.beside));
  const context: PropertyContext = { policy, decide, ...(beside && { beside: beside.decide }) };
  const tallies = options.properties.map((property) => ({
    property,
    silence: property.silence?.(policy),
    asked: 0,
    met: 0,
  }));
  const active = tallies.filter(({ silence }) => silence === undefined);
  const seed =
    options.seed ??
    seedOf(
      policy,
      options.properties.map(({ name, claim }) => `${name}: ${claim}`),
    );
  const onlyWellFormed =
    active.length > 0 && active.every(({ property }) => property.inputs === "wellFormed");
  const counts = { malformed: 0, allowed: 0, denied: 0 };
  const questions = questionStream(options, seed, onlyWellFormed);
  const among: Question[] = [];
  const generate = questions && (() => policy.candidateOf(questions()));
  const clock = options.clock ?? (() => performance.now() / 1_000);
  const begun = clock();
  const isWellFormed = (candidate: Candidate) => {
    const question = policy.questionOf(candidate);
    return question !== undefined && policy.isWellFormed(question);
  };
  const beginnings = (options.corpus ?? []).map((question) => policy.candidateOf(question));
  const counted =
    counting &&
    (await reach({
      counting,
      engine,
      path: policy.path,
      seed,
      beginnings,
      ...(generate && { generate }),
      isOver: () => clock() - begun > (seconds ?? 0) * (active.length > 0 ? partBesideClaims : partAlone),
      ...(options.onProgress && { onProgress: options.onProgress }),
    }));

  const accepts = (candidate: Candidate) =>
    onlyWellFormed ? isWellFormed(candidate) : policy.questionOf(candidate) !== undefined;
  // Most properties speak of well-formed inputs only.
  const reaching = (counted?.candidates ?? []).toSorted(
    (one, other) => Number(isWellFormed(other)) - Number(isWellFormed(one)),
  );
  let ended: ReadonlySet<string> | undefined;
  const result = await search({
    subjects: [
      subjectOf(engine, policy.source, policy.path),
      ...(beside ? [subjectOf(beside.engine, beside.policy.source, beside.policy.path)] : []),
    ],
    seed,
    budget:
      seconds === undefined
        ? { runs: runs ?? 2_000 }
        : { seconds: Math.max(0, seconds - (clock() - begun)), ...(runs === undefined ? {} : { runs }) },
    beginnings: [...beginnings, ...reaching.filter(accepts)],
    ...(generate && { generate }),
    ...(options.guided === false && { onlyGenerated: true }),
    clock,
    accepts,
    // Smaller and malformed, it would be of no use to most properties.
    keeps: isWellFormed,
    find: ([decided], candidate) => {
      const question = policy.questionOf(candidate);
      if (decided === undefined || question === undefined) return [];
      const verdict = policy.verdictOf(decided.outcome);
      const wellFormed = policy.isWellFormed(question);
      if (!wellFormed) counts.malformed++;
      counts[verdict.allow ? "allowed" : "denied"]++;
      if (among.length < mostAmong) among.push(question);
      return active.flatMap((tally) => {
        if (!wellFormed && tally.property.inputs === "wellFormed") return [];
        // What is tried now only makes smaller what was found.
        if (ended?.has(tally.property.name) === false) return [];
        tally.asked++;
        const checked = checkOf(tally.property, question, verdict, context);
        if (checked.kind !== "outside") tally.met++;
        return checked.kind === "fails" ? [tally.property.name] : [];
      });
    },
    isEnough: (names) => {
      if (options.stopAtFirst === true && names.size > 0) ended = names;
      return ended !== undefined;
    },
    onProgress: (inputs) => options.onProgress?.((counted?.inputs ?? 0) + inputs),
  });
  if (result.runs > 0 && result.refused === result.runs)
    throw new Error(`none of ${result.runs} generated inputs is of the declared shape of ${policy.name}`);

  const confirm = opaDecider(opa, policy);
  const coverage = coverageOf(engine, policy, counted?.counts);
  const kept = covering(engine, policy, [...reaching, ...result.candidates]).flatMap(
    (candidate) => policy.questionOf(candidate) ?? [],
  );
  const finds = new Map<string, Find>();
  try {
    for (const { property } of active) {
      const found = result.found.find(({ name }) => name === property.name);
      const question = found && policy.questionOf(found.candidate);
      const find = question
        ? await findAt(property, question, context, confirm.decide)
        : await property.among?.([...kept.slice(0, mostAmong), ...among], context, opa);
      if (find !== undefined) finds.set(property.name, find);
    }
  } finally {
    await confirm.close();
  }
  return {
    policy: policy.name,
    seed,
    inputs: result.runs,
    counted: counted?.inputs ?? 0,
    ...counts,
    undecided: result.undecided,
    coverage,
    corpus: kept,
    properties: tallies.map(({ property: { name, claim }, silence, asked, met }) => {
      const find = finds.get(name);
      const shown = asked > 0 && met >= asked * leastMet;
      const status = silence !== undefined ? "silent" : find ? "fails" : shown ? "holds" : "vacuous";
      return {
        name,
        claim,
        status,
        asked,
        met,
        ...(silence === undefined ? {} : { silence }),
        ...(find === undefined ? {} : { find }),
      };
    }),
  };
}

/** A policy with evidence, for the search, and without, for the questions beside. */
async function deciderOf(opa: OpaBinary, policy: TestedPolicy) {
  const engine = await createSearchEngine(opa, policy.source, [policy.path]);
  const evaluate = planEvaluator(engine.planText, policy.source.data ?? {}, limits);
  const decide = (question: Question): Verdict => {
    const { input, now } = policy.candidateOf(question);
    const recordedBuiltins = recordedClock({ input, now });
    return policy.verdictOf(evaluate({ path: policy.path, input, recordedBuiltins }));
  };
  return { policy, engine, decide };
}

async function findAt(
  property: Property,
  question: Question,
  context: PropertyContext,
  confirm: (question: Question) => Promise<Verdict>,
): Promise<Find | undefined> {
  const verdict = context.decide(question);
  const checked = property.check(question, verdict, context);
  if (checked.kind !== "fails") return undefined;
  const { because, other } = checked;
  const otherVerdict = other && context.decide(other);
  const byOpa = await confirm(question);
  const otherByOpa = other && (await confirm(other));
  // What is reported rests on no engine of ours alone.
  const differs = byOpa.allow !== verdict.allow || otherByOpa?.allow !== otherVerdict?.allow;
  return {
    property: property.name,
    claim: property.claim,
    because: differs ? `${because}; OPA decides otherwise than the engine of this search` : because,
    question,
    verdict,
    ...(other && otherVerdict ? { other: { question: other, verdict: otherVerdict } } : {}),
  };
}

/** @throws {Error} with the property and the input, when the property itself throws */
function checkOf(
  property: Property,
  question: Question,
  verdict: Verdict,
  context: PropertyContext,
): Checked {
  try {
    return property.check(question, verdict, context);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const input = question.input === undefined ? "no input" : stringifyJson(question.input).slice(0, 1_000);
    throw new Error(`the property ${property.name} threw: ${message}\ninput: ${input}`, { cause: error });
  }
}

/** Questions as the schema makes them, without end; undefined when there is no schema. */
function questionStream(
  options: FuzzOptions,
  seed: number,
  onlyWellFormed: boolean,
): (() => Question) | undefined {
  const questions = arbitraryQuestions(options, onlyWellFormed);
  if (questions === undefined) return undefined;
  return streamOf(questions, seed);
}

function arbitraryQuestions(
  { policy, ...options }: FuzzOptions,
  onlyWellFormed: boolean,
): fc.Arbitrary<Question> | undefined {
  const { native, artefact, input } = policy;
  const part = onlyWellFormed ? { malformed: 0 } : {};
  if (native && artefact) return policyQuestions(native, artefact, { ...options, ...part });
  const inputs = options.inputs ? bounded(options.inputs, "inputs") : input && wellTyped(input);
  const now = options.times ? bounded(options.times, "times") : anyTime;
  return inputs && fc.record({ input: inputs, now });
}
