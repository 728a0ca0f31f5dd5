import { stringifyJson } from "@bylaw/engine/values";
import type { Question } from "../decision/compiled-decisions.ts";
import { describeVerdict, type Verdict } from "./verdict.ts";

/** An input with which a property fails. */
export interface Find {
  readonly property: string;
  readonly claim: string;
  /** One sentence: what is not as claimed. */
  readonly because: string;
  readonly question: Question;
  readonly verdict: Verdict;
  /** The question beside it, for claims about two. */
  readonly other?: { readonly question: Question; readonly verdict: Verdict };
}

/** A find as a file, which `bylaw fuzz --case` and tests read again. */
export function caseText({ property, because, question, other }: Find): string {
  const shown = (one: Question) => ({
    ...(one.input === undefined ? {} : { input: one.input }),
    ...(one.data === undefined ? {} : { data: one.data }),
    now: String(one.now),
  });
  return `${stringifyJson({ property, because, ...shown(question), ...(other ? { other: shown(other.question) } : {}) })}\n`;
}

/** A find for people: what was claimed, what was decided, and a test to paste. */
export function describeFind(find: Find): string {
  const { property, claim, because, question, verdict, other } = find;
  const sides = other ? [{ question, verdict }, other] : [{ question, verdict }];
  return [
    `${property}: ${claim}`,
    `  but ${because}`,
    ...sides.flatMap((side, index) => [
      `  ${index === 0 ? "input:  " : "and:    "} ${side.question.input === undefined ? "none" : stringifyJson(side.question.input)}`,
      ...(side.question.data === undefined ? [] : [`  data:     ${stringifyJson(side.question.data)}`]),
      `  decided:  ${describeVerdict(side.verdict)}`,
    ]),
    "",
    "As a test:",
    "",
    ...sides.map(
      (side) => `  ${testLine(side.question, other ? sides[0]?.verdict.allow : undefined, side.verdict)}`,
    ),
    "",
    "As a case file:",
    "",
    `  ${caseText(find).trim()}`,
  ].join("\n");
}

/**
 * An expectation to paste. A claim about one input fails with the verdict that it has, so that the test expects the
 * other one; a claim about two expects of the second what the first has.
 */
function testLine(question: Question, first: boolean | undefined, verdict: Verdict): string {
  const expected = first ?? !verdict.allow;
  const options = [
    `now: ${question.now}n`,
    ...(question.data === undefined ? [] : [`data: ${stringifyJson(question.data)}`]),
  ];
  const input = question.input === undefined ? "undefined" : stringifyJson(question.input);
  return `await expect(policy).${expected ? "toAllow" : "toDeny"}(${input}, { ${options.join(", ")} });`;
}
