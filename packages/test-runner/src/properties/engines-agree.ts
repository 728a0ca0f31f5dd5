import {
  type CreateEngineOptions,
  createEngine,
  type Engine,
  type OpaBinary,
  type Outcome,
  type Query,
} from "@bylaw/engine";
import { recordedClock } from "@bylaw/search";
import { failedClaim } from "../agreement/disagreement.ts";
import type { Question } from "../decision/compiled-decisions.ts";
import type { Find } from "../fuzz/find.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import type { Verdict } from "../fuzz/verdict.ts";
import { holds, outside, type Property, type PropertyContext } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

const name = "enginesAgree";
const claim = "TypeScript, opa, opa-wasm and generated JavaScript decide alike";

/** All that can decide decides alike: engines on every input, TypeScript too, as far as it must. */
export const enginesAgree = readyProperty<object>(
  (): Property => ({
    name,
    claim,
    inputs: "any",
    check: (question, verdict, { policy }) => {
      if (verdict.unavailable) return outside;
      const because = nativeClaim(question, verdict, policy);
      return because === undefined ? holds : { kind: "fails", because: `TypeScript differs: ${because}` };
    },
    among: differing,
  }),
);

/** Whether a token can be decoded is only known by decoding it: with strict errors that ends the evaluation. */
const cannotBeChecked = /\bio\.jwt\./;

/** Compiled policies are total, so that builtins have no errors to be strict about. */
function enginesFor({ artefact }: TestedPolicy) {
  const strict = artefact !== undefined && !cannotBeChecked.test(artefact.rego);
  return [
    { engineName: "opa", strict: false },
    ...(strict ? [{ engineName: "opa", strict: true } as const] : []),
    { engineName: "opa-wasm", strict: false },
  ] as const;
}

function nativeClaim(question: Question, verdict: Verdict, { native }: TestedPolicy): string | undefined {
  const { value } = verdict;
  if (native === undefined) return undefined;
  const { input, now, data } = question;
  const decisions = {
    reads: native.decide(input, { now, data, check: "reads" }),
    whole: native.decide(input, { now, data, check: "whole" }),
  };
  return failedClaim(
    native.shape.is(input),
    decisions,
    isDecision(value)
      ? { kind: "decision", decision: value }
      : { kind: "failed", message: verdict.problem ?? "no decision" },
  );
}

function isDecision(value: Verdict["value"]): value is Parameters<typeof failedClaim>[1]["reads"] {
  return typeof value === "object" && value !== null && "allowedBy" in value;
}

/** The first question that `opa` or opa-wasm decides otherwise than generated JavaScript does. */
async function differing(
  questions: readonly Question[],
  { policy, decide }: PropertyContext,
  opa: OpaBinary,
): Promise<Find | undefined> {
  const queries = questions.map((question) => {
    const { input, now } = policy.candidateOf(question);
    return { path: policy.path, input, now, recordedBuiltins: recordedClock({ input, now }) };
  });
  // Processes of their own, most of them, so that they run beside each other.
  const asked = await Promise.all(
    enginesFor(policy).map(async ({ engineName, strict }) => ({
      says: `${engineName}${strict ? " (strict builtin errors)" : ""}`,
      outcomes: await outcomesOf(engineName, policy, queries, { opa, strictBuiltinErrors: strict }),
    })),
  );
  const decided = questions.map(decide);
  for (const { says, outcomes } of asked) {
    for (const [index, question] of questions.entries()) {
      const ours = decided[index] ?? decide(question);
      const theirs = policy.verdictOf(outcomes[index] ?? { kind: "undefined" });
      if (ours.unavailable || theirs.unavailable || keyOf(ours) === keyOf(theirs)) continue;
      return {
        property: name,
        claim,
        because: `${says} and generated JavaScript differ`,
        question,
        verdict: ours,
        other: { question, verdict: theirs },
      };
    }
  }
  return undefined;
}

async function outcomesOf(
  engineName: Engine["name"],
  policy: TestedPolicy,
  queries: readonly Query[],
  options: CreateEngineOptions,
): Promise<readonly Outcome[]> {
  const engine = await createEngine(engineName, policy.source, [policy.path], options);
  try {
    return await engine.evaluate(queries);
  } finally {
    await engine.close();
  }
}

function keyOf({ allow, allowedBy, deniedBy, malformed, problem }: Verdict): string {
  const sorted = [allowedBy, deniedBy, malformed].map((names) => [...names].sort());
  return JSON.stringify([allow, ...sorted, problem !== undefined]);
}
