import type { Decision, FindingDecision, Policy } from "@bylaw/dsl";
import type { Json } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { describeDecision } from "../agreement/describe.ts";
import { failedClaim } from "../agreement/disagreement.ts";
import { decideCompiled, jsonParts, nanoseconds } from "../decision/decide.ts";
import { record } from "../recording/recorder.ts";
import { smallestInput } from "./smallest-input.ts";

export interface DecisionExpectation<Name extends string = string> {
  /** The rule that must be among those that decided. */
  readonly by?: Name;
  /** The clock of the decision; the system's when absent. */
  readonly now?: Date | bigint;
  /** The data documents, for a policy that declares them. */
  readonly data?: unknown;
}

export interface ViolationExpectation<Name extends string = string> extends DecisionExpectation<Name> {
  /** A text that the message of a finding has in it, or what it matches. */
  readonly msg?: string | RegExp;
}

/** What vitest tells a matcher. */
export interface MatcherCall {
  readonly isNot?: boolean;
}

export interface MatcherResult {
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

/**
 * `expect(policy).toViolate(input, { by, msg })`: OPA and TypeScript both find something, and the named rule is among
 * those that do, with a message that is the text, has it in it, or matches.
 */
export function toViolate(
  this: MatcherCall,
  received: unknown,
  input: unknown,
  expectation: ViolationExpectation = {},
): Promise<MatcherResult> {
  return judge(this, received, input, expectation, "violate");
}

async function judge(
  { isNot = false }: MatcherCall,
  received: unknown,
  input: unknown,
  { by, now, data, msg }: ViolationExpectation,
  verdict: "allow" | "deny" | "violate",
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
    claim: {
      verdict: verdict === "allow" ? "allow" : "deny",
      negated: isNot,
      ...(by === undefined ? {} : { by }),
    },
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
  const pass =
    compiled.allow === (verdict === "allow") &&
    (by === undefined || names.includes(by)) &&
    (verdict !== "violate" || isFound(compiled, by, msg));
  const smallest = () =>
    input === undefined ? undefined : smallestInput(policy, input as Json, { now: clock, data });
  return {
    pass,
    message: () =>
      describeMismatch({ decision: compiled, input, verdict, by, msg, pass, smallest, clock, data }),
  };
}

function isFound(
  decision: Decision | FindingDecision,
  by: string | undefined,
  msg: string | RegExp | undefined,
): boolean {
  if (!("findings" in decision))
    throw new TypeError("toViolate is for policies that find things; write toDeny for this one");
  return decision.findings.some(
    (finding) =>
      (by === undefined || finding.rule === by) &&
      (msg === undefined || (typeof msg === "string" ? finding.msg.includes(msg) : msg.test(finding.msg))),
  );
}

interface Mismatch {
  readonly decision: Decision | FindingDecision;
  readonly input: unknown;
  readonly verdict: "allow" | "deny" | "violate";
  readonly by: string | undefined;
  readonly msg: string | RegExp | undefined;
  readonly pass: boolean;
  readonly smallest: () => Json | undefined;
  readonly clock: bigint;
  readonly data: unknown;
}

function describeMismatch(mismatch: Mismatch): string {
  const { decision, input, verdict, by, msg, pass, smallest, clock, data } = mismatch;
  const expected = `${verdict}${by === undefined ? "" : ` by ${JSON.stringify(by)}`}${msg === undefined ? "" : ` with ${typeof msg === "string" ? JSON.stringify(msg) : msg}`}`;
  const found =
    "findings" in decision && decision.findings.length > 0
      ? [`found:    ${decision.findings.map((one) => JSON.stringify(one.msg)).join(", ")}`]
      : [];
  const small = smallest();
  const documents = data === undefined ? "" : `, data: ${stringifyJson(data as Json)}`;
  const file = {
    ...(small === undefined ? {} : { input: small }),
    ...(data === undefined ? {} : { data: data as Json }),
    now: String(clock),
  };
  return [
    `expected: ${pass ? "not " : ""}${expected}`,
    `decided:  ${describeDecision(decision)}`,
    ...found,
    `input:    ${shown(input)}`,
    "",
    "The smallest input that the same rules decide, as a test and as a case file:",
    "",
    `  await expect(policy).${decision.allow ? "toAllow" : "toDeny"}(${shown(small)}, { now: ${clock}n${documents} });`,
    "",
    `  ${stringifyJson(file)}`,
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
