import type { Decision, Policy } from "@bylaw/dsl";
import type { Json } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { describeDecision } from "../agreement/describe.ts";
import { failedClaim } from "../agreement/disagreement.ts";
import { decideCompiled, jsonParts, nanoseconds } from "../decision/decide.ts";
import { record } from "../recording/recorder.ts";

export interface DecisionExpectation<Name extends string = string> {
  /** The rule that must be among those that decided. */
  readonly by?: Name;
  /** The clock of the decision; the system's when absent. */
  readonly now?: Date | bigint;
  /** The data documents, for a policy that declares them. */
  readonly data?: unknown;
}

/** What vitest tells a matcher. */
interface MatcherCall {
  readonly isNot?: boolean;
}

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** `expect(policy).toAllow(input, { by })`: OPA and TypeScript both allow, and the named rule holds. */
export function toAllow(
  this: MatcherCall,
  received: unknown,
  input: unknown,
  expectation: DecisionExpectation = {},
): Promise<MatcherResult> {
  return judge(this, received, input, expectation, "allow");
}

/** `expect(policy).toDeny(input, { by })`: OPA and TypeScript both deny, and the named deny rule holds. */
export function toDeny(
  this: MatcherCall,
  received: unknown,
  input: unknown,
  expectation: DecisionExpectation = {},
): Promise<MatcherResult> {
  return judge(this, received, input, expectation, "deny");
}

async function judge(
  { isNot = false }: MatcherCall,
  received: unknown,
  input: unknown,
  { by, now, data }: DecisionExpectation,
  verdict: "allow" | "deny",
): Promise<MatcherResult> {
  const policy = policyOf(received);
  // A misspelt name would make `toDeny` pass for ever under `.not`, so it is an error, not a failed expectation.
  if (by !== undefined && by !== "malformed input" && !policy.rules.includes(by)) {
    throw new Error(
      `the policy has no rule ${JSON.stringify(by)}; it has ${policy.rules.map((name) => JSON.stringify(name)).join(", ")}`,
    );
  }
  const clock = nanoseconds(now);
  const question = { now: clock, ...jsonParts({ input, data }) };
  record(policy, question, {
    kind: "claim",
    claim: { verdict, negated: isNot, ...(by === undefined ? {} : { by }) },
  });
  const native = {
    reads: policy.decide(input, { now: clock, data }),
    whole: policy.decide(input, { now: clock, data, check: "whole" }),
  };
  const compiled = await decideCompiled(policy, input, { now: clock, data });
  const claim = failedClaim(policy.shape.is(input), native, { kind: "decision", decision: compiled });
  if (claim !== undefined) {
    throw new Error(
      `${claim}\n  TypeScript: ${describeDecision(native.reads)}\n  Rego:       ${describeDecision(compiled)}\n  input:      ${shown(input)}`,
    );
  }
  const names = verdict === "allow" ? compiled.allowedBy : compiled.deniedBy;
  const pass = compiled.allow === (verdict === "allow") && (by === undefined || names.includes(by));
  return { pass, message: () => describeMismatch(compiled, input, verdict, by, pass) };
}

function describeMismatch(
  decision: Decision,
  input: unknown,
  verdict: string,
  by: string | undefined,
  passed: boolean,
): string {
  const expected = `${verdict}${by === undefined ? "" : ` by ${JSON.stringify(by)}`}`;
  return [
    `expected: ${passed ? "not " : ""}${expected}`,
    `decided:  ${describeDecision(decision)}`,
    `input:    ${shown(input)}`,
  ].join("\n");
}

function shown(input: unknown): string {
  return input === undefined ? "none" : stringifyJson(input as Json);
}

function policyOf(received: unknown): Policy<unknown, string> {
  if (typeof received === "object" && received !== null && "decide" in received && "rules" in received) {
    return received as Policy<unknown, string>;
  }
  throw new TypeError("expected a policy, such as the default export of policies/authz.ts");
}
