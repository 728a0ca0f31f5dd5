import { type MutantResult, type MutantStatus, scoreOf } from "../mutant.ts";
import type { MutationReport } from "../report.ts";

/** For people: the mutants that no test notices, each with an input that would, and the score. */
export function mutationAsText(report: MutationReport): string {
  const { results, unfounded } = report;
  const of = (wanted: MutantStatus) => results.filter(({ status }) => status === wanted);
  const killed = of("killed").length;
  const counted = killed + of("survived").length + of("notCovered").length;
  return [
    ...section("No test fails with", of("survived")),
    ...section("No test comes to", of("notCovered")),
    ...section("Decided like the original, as far as search can tell (not in the score):", of("equivalent")),
    ...unfounded.map((test) => `claims nothing that is so: ${test}`),
    `score ${scoreOf(results).toFixed(1)} %: ${killed} of ${counted} mutants killed; ` +
      `${of("equivalent").length} look equivalent, ${of("invalid").length} are no policies` +
      `${of("ignored").length > 0 ? `, ${of("ignored").length} are not on changed lines` : ""}`,
    `${report.tried} mutants tried on ${report.questions} questions with ${report.claims} claims, ${speed(report)}`,
  ].join("\n");
}

function speed({ tried, duration }: MutationReport): string {
  return duration === 0 ? "in no time" : `${Math.round((tried * 1_000) / duration)} a second`;
}

function section(title: string, results: readonly MutantResult[]): readonly string[] {
  if (results.length === 0) return [];
  return [title, ...results.flatMap(described), ""];
}

const longest = 100;

function described({ mutant, killer }: MutantResult): readonly string[] {
  const { range, operator, original, replacement } = mutant;
  const change =
    replacement === ""
      ? `without ${shortened(original)}`
      : `${shortened(original)} → ${shortened(replacement)}`;
  return [
    `  ${range.file}:${range.line}:${range.column} ${operator}: ${change}`,
    ...(killer === undefined
      ? []
      : [
          `    input    ${killer.input}`,
          ...(killer.data === undefined ? [] : [`    data     ${killer.data}`]),
          ...(killer.now === undefined ? [] : [`    now      ${killer.now}`]),
          `    policy   ${killer.expected}`,
          `    mutant   ${killer.actual}`,
        ]),
  ];
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
