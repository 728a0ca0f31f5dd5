import type { CompiledPolicy } from "@bylaw/compiler";
import type { DecideOptions, Decision, FindingDecision, ObligationDecision } from "@bylaw/dsl";
import type { Schema } from "@bylaw/dsl/schema";
import { type Engine, findOpa, type Json, type OpaBinary } from "@bylaw/engine";
import fc from "fast-check";
import { type CompiledDecisions, compiledDecisions, type Question } from "../decision/compiled-decisions.ts";
import type { EnvoyRequestOptions } from "../generate/envoy-request.ts";
import { policyQuestions } from "../generate/questions.ts";
import { record } from "../recording/recorder.ts";
import { type Disagreement, failedClaim, type NativeDecisions } from "./disagreement.ts";
import { smaller } from "./smaller.ts";

/** What decides natively: a policy of the DSL. */
export interface NativePolicy {
  readonly input: Schema;
  readonly shape: { is(value: unknown): boolean };
  decide(input: unknown, options?: DecideOptions): Decision;
}

export interface AgreementOptions extends EnvoyRequestOptions {
  readonly policy: NativePolicy;
  readonly artefact: CompiledPolicy;
  /** How many inputs; 1,000 when absent and `seconds` is too. */
  readonly runs?: number;
  /** How long to go on, in seconds, instead of a number of inputs. */
  readonly seconds?: number;
  /** The same seed gives the same inputs; 1 when absent. */
  readonly seed?: number;
  /** The part of the inputs that get defects, from 0 to 1; a third when absent. */
  readonly malformed?: number;
  /** Other inputs than those made from the policy's schema. */
  readonly inputs?: fc.Arbitrary<Json>;
  /** The times at which decisions are made, in nanoseconds since 1970. */
  readonly times?: fc.Arbitrary<bigint>;
  /** Other data documents than those made from the policy's schema. */
  readonly data?: fc.Arbitrary<Json>;
  /** Other Rego in place of the policy's own, for tests of this property. */
  readonly rego?: string;
  /** Found or installed when absent. */
  readonly opa?: OpaBinary;
  readonly onProgress?: (inputs: number) => void;
}

export interface AgreementResult {
  /** Whether every engine agreed on every input. */
  readonly holds: boolean;
  readonly seed: number;
  readonly inputs: number;
  /** Inputs that are not of the declared shape. */
  readonly malformed: number;
  readonly allowed: number;
  readonly denied: number;
  /** Each rule with the number of inputs for which it held. */
  readonly reached: ReadonlyMap<string, number>;
  readonly engines: readonly string[];
  /** The smallest input found on which an engine disagrees. */
  readonly disagreement?: Disagreement;
}

const batchSize = 2_000;
/** Shrinking stops after so many rounds, each a batch on the engine that disagrees. */
const maxShrinkRounds = 200;

/**
 * Checks that TypeScript and the compiled policy decide alike: on OPA, with strict builtin errors as well
 * unless the policy reads tokens, on opa-wasm and on generated JavaScript. Stops at the first disagreement and makes its input small.
 *
 * @throws {OpaNotFound} and {RegoCompileError} when the engines cannot be set up
 */
export async function checkAgreement(options: AgreementOptions): Promise<AgreementResult> {
  const opa = options.opa ?? (await findOpa());
  const engines = await Promise.all(
    enginesFor(options.artefact).map(({ name, strictBuiltinErrors }) =>
      compiledDecisions(options.artefact, name, {
        opa,
        strictBuiltinErrors,
        ...(options.rego === undefined ? {} : { rego: options.rego }),
      }),
    ),
  );
  try {
    return await compare(options, engines);
  } finally {
    await Promise.all(engines.map((engine) => engine.close()));
  }
}

interface EngineChoice {
  readonly name: Engine["name"];
  readonly strictBuiltinErrors: boolean;
}

/** Whether a token can be decoded is only known by decoding it: with strict errors that ends the evaluation. */
const cannotBeChecked = /\bio\.jwt\./;

function enginesFor({ rego }: CompiledPolicy): readonly EngineChoice[] {
  const strict: EngineChoice = { name: "opa", strictBuiltinErrors: true };
  return [
    { name: "opa", strictBuiltinErrors: false },
    ...(cannotBeChecked.test(rego) ? [] : [strict]),
    { name: "opa-wasm", strictBuiltinErrors: false },
    { name: "javascript", strictBuiltinErrors: false },
  ];
}

async function compare(
  options: AgreementOptions,
  engines: readonly CompiledDecisions[],
): Promise<AgreementResult> {
  const { policy, seed = 1 } = options;
  const count = { inputs: 0, malformed: 0, allowed: 0, denied: 0 };
  const reached = new Map(options.artefact.rules.map((rule) => [rule.name, 0]));
  const result = (disagreement?: Disagreement): AgreementResult => ({
    ...count,
    holds: disagreement === undefined,
    seed,
    reached,
    engines: engines.map((engine) => engine.name),
    ...(disagreement === undefined ? {} : { disagreement }),
  });

  for (const batch of batches(options, seed)) {
    const natives = batch.map((question) => nativeDecisions(policy, question));
    for (const [index, native] of natives.entries()) {
      const question = batch[index];
      if (question !== undefined) record(policy, question, { kind: "generated" });
      count.inputs++;
      if (!wellFormed(policy, batch[index])) count.malformed++;
      count[native.reads.allow ? "allowed" : "denied"]++;
      for (const name of rulesThatHeld(native.reads)) {
        if (reached.has(name)) reached.set(name, (reached.get(name) ?? 0) + 1);
      }
    }
    const found = await Promise.all(
      engines.map((engine) => firstDisagreement(policy, engine, batch, natives)),
    );
    for (const [index, engine] of engines.entries()) {
      const disagreement = found[index];
      if (disagreement) return result(await shrunk(policy, engine, disagreement));
    }
    options.onProgress?.(count.inputs);
  }
  return result();
}

/** The rules that made a decision, those that only warn, and those that oblige. */
function rulesThatHeld(decision: Decision | FindingDecision | ObligationDecision): ReadonlySet<string> {
  const warnings = "warnings" in decision ? decision.warnings.map(({ rule }) => rule) : [];
  const obliging = "obligations" in decision ? decision.obligations.map(({ rule }) => rule) : [];
  return new Set([...decision.allowedBy, ...decision.deniedBy, ...warnings, ...obliging]);
}

function* batches(options: AgreementOptions, seed: number): Generator<readonly Question[]> {
  const { runs, seconds } = options;
  const end = seconds === undefined ? undefined : Date.now() + seconds * 1000;
  const wanted = runs ?? (end === undefined ? 1_000 : Number.POSITIVE_INFINITY);
  const { policy, artefact } = options;
  const questions = policyQuestions(policy, artefact, options);
  for (let made = 0, round = 0; made < wanted && (end === undefined || Date.now() < end); round++) {
    const numRuns = Math.min(batchSize, wanted - made);
    // A different seed for each batch, all given by the first, and far from those of its neighbours.
    yield fc.sample(questions, { numRuns, seed: (Math.imul(seed, 0x9e3779b1) + round) | 0 });
    made += numRuns;
  }
}

function nativeDecisions(policy: NativePolicy, { input, now, data }: Question): NativeDecisions {
  return {
    reads: policy.decide(input, { now, data, check: "reads" }),
    whole: policy.decide(input, { now, data, check: "whole" }),
  };
}

function wellFormed(policy: NativePolicy, question: Question | undefined): boolean {
  return question?.input !== undefined && policy.shape.is(question.input);
}

async function firstDisagreement(
  policy: NativePolicy,
  engine: CompiledDecisions,
  questions: readonly Question[],
  natives: readonly NativeDecisions[],
): Promise<Disagreement | undefined> {
  const answers = await engine.decide(questions);
  for (const [index, question] of questions.entries()) {
    const answer = answers[index] ?? { kind: "failed", message: "no answer" };
    const native = natives[index] ?? nativeDecisions(policy, question);
    const claim = failedClaim(wellFormed(policy, question), native, answer);
    if (claim !== undefined)
      return { engine: engine.name, claim, ...question, input: question.input, native, answer };
  }
  return undefined;
}

/** Makes the input small: as long as a simpler one fails the same claim, goes on from there. */
async function shrunk(
  policy: NativePolicy,
  engine: CompiledDecisions,
  found: Disagreement,
): Promise<Disagreement> {
  let smallest = found;
  for (let round = 0; round < maxShrinkRounds && smallest.input !== undefined; round++) {
    const { now, input, data } = smallest;
    const rest = { now, ...(data === undefined ? {} : { data }) };
    const wasWellFormed = wellFormed(policy, { input, ...rest });
    const candidates = smaller(input)
      .map((candidate): Question => ({ input: candidate, ...rest }))
      // A well-formed example stays well-formed: it is the stronger claim, and the easier to read.
      .filter((question) => wellFormed(policy, question) === wasWellFormed);
    const next =
      candidates.length === 0 ? undefined : await firstDisagreement(policy, engine, candidates, []);
    if (next === undefined) break;
    smallest = next;
  }
  return smallest;
}
