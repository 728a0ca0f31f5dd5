import type { CompiledPolicy } from "@bylaw/compiler";
import type { Schema } from "@bylaw/dsl/schema";
import type { Json } from "@bylaw/engine";
import fc from "fast-check";
import type { Question } from "../decision/compiled-decisions.ts";
import { bounded } from "./bounded.ts";
import { type EnvoyRequestOptions, envoyRequests } from "./envoy-request.ts";
import { admissionReviews, gatekeeperReviews } from "./kubernetes/review.ts";
import { malformed } from "./malformed.ts";
import { schemaRead } from "./schema-read.ts";
import { terraformPlans } from "./terraform-plan.ts";
import { wellTyped } from "./well-typed.ts";

export interface QuestionOptions extends EnvoyRequestOptions {
  /** The part of the inputs that get defects, from 0 to 1; a third when absent. */
  readonly malformed?: number;
  /** Other inputs than those made from the policy's schema. */
  readonly inputs?: fc.Arbitrary<Json>;
  /** The times at which decisions are made, in nanoseconds since 1970. */
  readonly times?: fc.Arbitrary<bigint>;
  /** Other data documents than those made from the policy's schema. */
  readonly data?: fc.Arbitrary<Json>;
}

/** What is declared of a policy's input. */
export interface DeclaredInput {
  readonly input: Schema;
  readonly shape: { is(value: unknown): boolean };
}

/** What of a compiled policy tells of its questions. */
export type Asked = Pick<CompiledPolicy, "kind" | "comparedLiterals" | "reads" | "data"> & {
  /** Texts that it has, for places of which nothing is declared. */
  readonly texts?: readonly string[];
};

/** Questions as those who ask a policy put them, a part of them with defects. */
export function policyQuestions(
  policy: DeclaredInput,
  artefact: Asked,
  { inputs, times, data, malformed: part = 1 / 3, ...options }: QuestionOptions = {},
): fc.Arbitrary<Question> {
  const wellFormedInputs = inputs ? bounded(inputs, "inputs") : inputsOf(policy, artefact, options);
  const now = times ? bounded(times, "times") : anyTime;
  const good = fc.record({ input: wellFormedInputs, now });
  // A defect may leave a value of the schema, as where a number takes the place of another.
  const defective = malformed(
    wellFormedInputs,
    artefact.kind === "envoy" ? policy.input : schemaRead(policy.input, artefact.reads),
    artefact.comparedLiterals,
  ).filter((input) => !policy.shape.is(input));
  const bad = fc.oneof(
    { weight: 60, arbitrary: fc.record({ input: defective, now }) },
    { weight: 1, arbitrary: fc.record({ now }) },
  );
  const weight = Math.round(part * 1_000);
  const questions =
    weight === 0 ? good : fc.oneof({ weight: 1_000 - weight, arbitrary: good }, { weight, arbitrary: bad });
  return artefact.data === undefined ? questions : withDocuments(questions, artefact.data, data);
}

function withDocuments(
  questions: fc.Arbitrary<Question>,
  schema: Schema,
  given: fc.Arbitrary<Json> | undefined,
): fc.Arbitrary<Question> {
  return fc
    .tuple(questions, given ? bounded(given, "data") : wellTyped(schema))
    .map(([question, data]) => ({ ...question, data }));
}

/** Inputs as those who ask a policy of this kind make them. */
export function inputsOf(
  { input }: DeclaredInput,
  { kind, comparedLiterals, reads, texts }: Asked,
  options: EnvoyRequestOptions,
): fc.Arbitrary<Json> {
  switch (kind) {
    case "envoy":
      return envoyRequests(input, comparedLiterals, options);
    case "gatekeeper":
      return gatekeeperReviews(schemaRead(input, reads), comparedLiterals);
    case "admission":
      return admissionReviews(schemaRead(input, reads), comparedLiterals);
    case "terraform":
      return terraformPlans(schemaRead(input, reads), comparedLiterals, texts);
    case "http":
    case "own":
      return wellTyped(schemaRead(input, reads), comparedLiterals);
  }
}

const hour = 3_600_000_000_000n;
const firstTuesday = 1_767_657_600_000_000_000n;
/** Hours of 2026 and 2027, on the hour, just before it and within, since clocks are compared with whole hours. */
const anyHour = fc
  .tuple(fc.integer({ min: 0, max: 2 * 365 * 24 }), fc.constantFrom(0n, -1n, hour / 2n))
  .map(([hours, offset]) => 1_767_225_600_000_000_000n + BigInt(hours) * hour + offset);
/** Tuesdays by day, when most things are open. */
const byDay = fc
  .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 6, max: 15 }))
  .map(([week, hours]) => firstTuesday + BigInt(week * 7 * 24 + hours) * hour);

/** The times of decisions. */
export const anyTime: fc.Arbitrary<bigint> = fc.oneof(anyHour, byDay);
