import type { InputRead } from "../plan/input-path.ts";
import type { InputPaths } from "../plan/input-paths.ts";
import type { Comparison, ComparisonRecorder } from "./comparison-recorder.ts";
import type { EvidenceCounts } from "./counters.ts";
import type { InputRecorder } from "./input-recorder.ts";
import type { ExpressionSite, RuleSite, SourceTable } from "./source-table.ts";

/** A rule whose body gave a value, or whose default was needed. */
export interface RuleEvidence {
  readonly rule: RuleSite;
  readonly times: number;
}

/** How an expression came out. `reached` is the sum of `true`, `false` and `undefined`. */
export interface ExpressionEvidence {
  readonly expression: ExpressionSite;
  readonly reached: number;
  readonly satisfied: number;
  readonly true: number;
  readonly false: number;
  readonly undefined: number;
}

/** Why a decision came out as it did. What the engine was not asked for is absent. */
export interface Evidence {
  readonly rules?: readonly RuleEvidence[];
  /** Those that were reached. */
  readonly expressions?: readonly ExpressionEvidence[];
  /** In the order in which they were made. */
  readonly comparisons?: readonly Comparison[];
  /** How many more were made than are kept. */
  readonly comparisonsDropped?: number;
  /** An input that differs from this one only elsewhere gives the same outcome. */
  readonly inputPaths?: InputPaths;
  /** Each place that was looked at by itself, also below one of which all counts as read. */
  readonly inputPlaces?: readonly InputRead[];
}

/** What the recorders hold of one decision. */
export function evidenceOf(
  table: SourceTable,
  parts: {
    readonly rules: boolean;
    readonly counts: EvidenceCounts | undefined;
    readonly comparisons: ComparisonRecorder | undefined;
    readonly input: InputRecorder | undefined;
    readonly inputPlaces: boolean;
    readonly expressions: boolean;
  },
): Evidence {
  const { counts } = parts;
  const compared = parts.comparisons?.read();
  return {
    ...(parts.rules && counts && { rules: rulesOf(table, counts) }),
    ...(parts.expressions && counts && { expressions: expressionsOf(table, counts) }),
    ...(compared && { comparisons: compared.comparisons, comparisonsDropped: compared.dropped }),
    ...(parts.input && { inputPaths: parts.input.reads() }),
    ...(parts.input && parts.inputPlaces && { inputPlaces: parts.input.places() }),
  };
}

function rulesOf(table: SourceTable, { rules }: EvidenceCounts): readonly RuleEvidence[] {
  return table.rules.flatMap((rule) => {
    const times = rules[rule.id] ?? 0;
    return times === 0 ? [] : [{ rule, times }];
  });
}

function expressionsOf(table: SourceTable, counts: EvidenceCounts): readonly ExpressionEvidence[] {
  return table.expressions.flatMap((expression) => {
    const count = (name: "reached" | "satisfied" | "true" | "false" | "undefined") =>
      counts[name][expression.id] ?? 0;
    if (count("reached") === 0) return [];
    return [
      {
        expression,
        reached: count("reached"),
        satisfied: count("satisfied"),
        true: count("true"),
        false: count("false"),
        undefined: count("undefined"),
      },
    ];
  });
}
