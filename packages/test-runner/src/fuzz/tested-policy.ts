import type { ComparedLiteral, CompiledPolicy } from "@bylaw/compiler";
import type { PolicyKind } from "@bylaw/dsl";
import { type Schema, unchangingCheck } from "@bylaw/dsl/schema";
import type { Json, Outcome, PolicySource } from "@bylaw/engine";
import type { Candidate } from "@bylaw/search";
import type { NativePolicy } from "../agreement/check-agreement.ts";
import { artefactOf } from "../decision/artefact.ts";
import {
  answerOf,
  decisionModule,
  decisionPath,
  documentNames,
  type Question,
  queryOf,
} from "../decision/compiled-decisions.ts";
import { isRegoPolicy, type RegoPolicy } from "./rego-policy.ts";
import { type Verdict, verdictOfAnswer, verdictOfRego } from "./verdict.ts";

/** A policy as fuzzing and properties see it, whoever wrote its Rego. */
export interface TestedPolicy {
  /** How reports call it. */
  readonly name: string;
  readonly kind: PolicyKind | "rego";
  /** What is run, with the module that asks for all parts of a decision at once. */
  readonly source: PolicySource;
  /** The decision that is asked of `source`. */
  readonly path: string;
  /** The files of `source` that are the policy's own. */
  readonly files: ReadonlySet<string>;
  readonly input: Schema | undefined;
  readonly data: Schema | undefined;
  readonly literals: readonly ComparedLiteral[];
  readonly reads: readonly ComparedLiteral["path"][];
  /** The names of its rules; empty for plain Rego. */
  readonly rules: readonly string[];
  /** Present for a policy of the DSL that can be run. */
  readonly native?: NativePolicy;
  readonly artefact?: CompiledPolicy;
  isWellFormed(question: Question): boolean;
  candidateOf(question: Question): Candidate;
  /** Undefined where a candidate is no question, as without its data documents. */
  questionOf(candidate: Candidate): Question | undefined;
  verdictOf(outcome: Outcome): Verdict;
}

/** What can be tested: the default export of a policy module, or Rego. */
export type Testable = NativePolicy | RegoPolicy;

export interface TestedPolicyOptions {
  /** Data documents that are the same for every input. */
  readonly data?: Json;
  /** Other Rego in place of the policy's own, for tests of the properties themselves. */
  readonly rego?: string;
  /** The compiled form; that of the vitest plugin when absent. */
  readonly artefact?: CompiledPolicy;
  /** How reports call it; the package when absent. */
  readonly name?: string;
}

/**
 * Makes a policy ready for fuzzing.
 *
 * @throws {Error} when a policy of the DSL has no compiled form
 */
export function testedPolicy(policy: Testable, options: TestedPolicyOptions = {}): TestedPolicy {
  if (isRegoPolicy(policy)) return testedRego(policy, options);
  return testedArtefact(options.artefact ?? artefactOf(policy), policy, options);
}

function testedArtefact(
  given: CompiledPolicy,
  native: NativePolicy,
  { data, rego, name }: TestedPolicyOptions,
): TestedPolicy {
  const { data: declared, ...rest } = given;
  const artefact: CompiledPolicy = data === undefined ? given : rest;
  const file = `${artefact.package.replaceAll(".", "/")}.rego`;
  const documents = documentNames(artefact);
  // A question is never changed, and those beside it share most of it.
  const isOfShape = unchangingCheck(native.input);
  return {
    name: name ?? artefact.package,
    kind: artefact.kind,
    source: {
      modules: { [file]: rego ?? artefact.rego, "bylaw-test-runner.rego": decisionModule(artefact) },
      ...(data === undefined ? {} : { data }),
    },
    path: decisionPath,
    files: new Set([file]),
    input: native.input,
    data: data === undefined ? declared : undefined,
    literals: artefact.comparedLiterals,
    reads: artefact.reads,
    rules: artefact.rules.map((rule) => rule.name),
    // What is the same for all questions is known to TypeScript all the same.
    native:
      data === undefined
        ? native
        : { ...native, decide: (input, asked) => native.decide(input, { ...asked, data }) },
    artefact,
    isWellFormed: ({ input }) => isOfShape(input),
    candidateOf: (question) => ({ input: queryOf(question, documents).input ?? null, now: question.now }),
    questionOf: ({ input, now }) => {
      if (documents === undefined) return { input, now };
      if (typeof input !== "object" || input === null || Array.isArray(input)) return undefined;
      const members = new Map(Object.entries(input));
      const [own, given] = [members.get("input"), members.get("data")];
      return own === undefined || given === undefined ? undefined : { input: own, data: given, now };
    },
    verdictOf: (outcome) => verdictOfAnswer(answerOf(outcome, artefact.answer), outcome),
  };
}

function testedRego(policy: RegoPolicy, { data = policy.data, name }: TestedPolicyOptions): TestedPolicy {
  const { modules, decision, denials, input, asks = "rego", regoVersion = 1 } = policy;
  const own = (path: string) =>
    `data${path
      .split("/")
      .map((segment) => `[${JSON.stringify(segment)}]`)
      .join("")}`;
  const parts = [
    `"decision": [value | value := ${own(decision)}]`,
    `"denials": [value | some value in ${denials === undefined ? "[]" : own(denials)}]`,
  ];
  const isOfShape = input && unchangingCheck(input.schema);
  return {
    name: name ?? decision,
    kind: asks,
    source: {
      modules: {
        ...modules,
        "bylaw-test-runner.rego": `package bylaw_test_runner\n\nimport rego.v1\n\ndecision := {${parts.join(", ")}}\n`,
      },
      regoVersion,
      ...(data === undefined ? {} : { data }),
    },
    path: decisionPath,
    files: new Set(Object.keys(modules)),
    input: input?.schema,
    data: undefined,
    literals: [],
    reads: [],
    rules: [],
    isWellFormed: (question) => isOfShape?.(question.input) ?? true,
    candidateOf: ({ input: asked, now }) => ({ input: asked ?? null, now }),
    questionOf: ({ input: asked, now }) => ({ input: asked, now }),
    verdictOf: (outcome) => verdictOfRego(decision, outcome),
  };
}
