import type { Decision } from "@bylaw/dsl";
import { stringifyJson } from "@bylaw/engine/values";
import type { AgreementResult } from "./check-agreement.ts";
import type { Disagreement } from "./disagreement.ts";

/**
 * What a run of the agreement property found, for people.
 *
 * @param policy how to call the policy, such as its file
 */
export function describeAgreement(result: AgreementResult, policy: string): string {
  const { inputs, malformed, allowed, denied, reached, seed, engines, disagreement } = result;
  const number = (value: number) => value.toLocaleString("en");
  const lines = [
    `${policy}: TypeScript, ${engines.join(", ")} ${disagreement ? "disagree" : "agree"}`,
    `  ${number(inputs)} inputs (${number(malformed)} malformed), ${number(allowed)} allowed, ${number(denied)} denied, seed ${seed}`,
    ...[...reached].map(
      ([name, count]) =>
        `  ${count === 0 ? "never reached" : `${number(count)} ×`.padStart(13)}  ${JSON.stringify(name)}`,
    ),
  ];
  return [...lines, ...(disagreement ? describeDisagreement(disagreement, seed) : [])].join("\n");
}

function describeDisagreement(
  { engine, claim, input, now, data, native, answer }: Disagreement,
  seed: number,
): readonly string[] {
  return [
    "",
    `${engine}: ${claim}`,
    `  TypeScript, checking reads:  ${describeDecision(native.reads)}`,
    `  TypeScript, checking all:    ${describeDecision(native.whole)}`,
    `  ${`${engine}:`.padEnd(28)} ${answer.kind === "decision" ? describeDecision(answer.decision) : answer.message}`,
    "",
    `The smallest input found (seed ${seed}), as a test:`,
    "",
    `  const input = ${input === undefined ? "undefined" : stringifyJson(input)};`,
    `  const options = { now: ${now}n${data === undefined ? "" : `, data: ${stringifyJson(data)}`} };`,
    "  expect(await decide(policy, input, options)).toEqual(policy.decide(input, options));",
  ];
}

/** A decision in one line: the verdict and the rules that made it. */
export function describeDecision({ allow, allowedBy, deniedBy, malformed }: Decision): string {
  const list = (title: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${title} ${names.map((name) => JSON.stringify(name)).join(", ")}`];
  const reasons = [
    ...list("allowed by", allowedBy),
    ...list("denied by", deniedBy),
    ...list("malformed", malformed),
  ];
  return `${allow ? "allow" : "deny"}${reasons.length > 0 ? ` (${reasons.join("; ")})` : " (no rule allows it)"}`;
}
