import type { Group, Report } from "../../report/report.ts";
import { answerText } from "../describe.ts";
import { markdownCode, shortened } from "../escape.ts";
import { witnessText } from "../search.ts";
import type { Rung } from "./comment.ts";
import { details } from "./details.ts";

/** The smallest event of each group that is not expected, and what both sides answer. */
export function witnesses(report: Report, rung: Rung): string {
  const shown = report.groups
    .filter(({ kind, expected }) => kind !== "other" && expected?.status !== "covered")
    .slice(0, rung.witnesses);
  if (shown.length === 0) return "";
  return details(
    `Smallest witnesses (${shown.length})`,
    shown
      .map((group) => {
        const [witness] = group.examples;
        const generated = witnessText(group);
        if (generated !== undefined) return generatedWitness(group, generated);
        const named =
          witness === undefined
            ? ""
            : `, decision ${markdownCode(shortened(witness.decision_id ?? "without id", 64))}`;
        return (
          `**${group.id}**${named}\n\n` +
          `base: ${markdownCode(shortened(answerText(group.from), 400))} · head: ${markdownCode(shortened(answerText(group.to), 400))}`
        );
      })
      .join("\n\n"),
  );
}

function generatedWitness(group: Group, input: string): string {
  return (
    `**${group.id}**, found by search\n\n${markdownCode(shortened(input, 1_000))}\n\n` +
    `base: ${markdownCode(shortened(answerText(group.from), 400))} · head: ${markdownCode(shortened(answerText(group.to), 400))}`
  );
}
