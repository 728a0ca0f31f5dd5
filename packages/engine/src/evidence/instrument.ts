import { readFlowProgram } from "../plan/flow-program.ts";
import type { Plan } from "../plan/plan.ts";
import { type ComparisonSite, withComparisonProbes } from "./comparison-probes.ts";
import { ownersPlanned, withExpressionProbes } from "./expression-probes.ts";
import { withInputProbes } from "./input-probes.ts";
import type { ParsedSources } from "./read-sources.ts";
import { withRuleProbes } from "./rule-probes.ts";
import { type Owner, SourceIndex, type SourceTable } from "./source-table.ts";
import { ownersIn, placesIn } from "./statement-owner.ts";

/** The parts of evidence. */
export interface EvidenceParts {
  readonly rules?: boolean;
  readonly expressions?: boolean;
  readonly comparisons?: boolean;
  readonly inputPaths?: boolean;
  /** With `inputPaths`, also each place that was looked at below one of which all was read. */
  readonly inputPlaces?: boolean;
}

/** A plan with probes, and what their numbers stand for. */
export interface InstrumentedPlan {
  readonly plan: Plan;
  readonly table: SourceTable;
  readonly comparisons: readonly ComparisonSite[];
}

/**
 * Puts the probes of the wanted parts into a plan, which decides as before.
 *
 * @param sources the modules of the plan
 * @param modules their names, in the order in which they were built
 */
export function instrumented(
  plan: Plan,
  sources: ParsedSources,
  modules: readonly string[],
  parts: EvidenceParts,
): InstrumentedPlan {
  const index = new SourceIndex(sources);
  const ownerOf = ownersIn(plan, index, modules);
  const table = tableOf(sources, ownersPlanned(plan, ownerOf));
  let probed = plan;
  // Before all others, so that its probes stand where an expression begins and ends.
  if (parts.expressions) probed = withExpressionProbes(probed, ownerOf);
  if (parts.rules) probed = withRuleProbes(probed, ownerOf, table.rules);
  let comparisons: readonly ComparisonSite[] = [];
  if (parts.comparisons)
    ({ plan: probed, sites: comparisons } = withComparisonProbes(probed, ownerOf, placesIn(plan, modules)));
  if (parts.inputPaths) probed = withInputProbes(probed, readFlowProgram(JSON.stringify(plan)));
  return { plan: probed, table, comparisons };
}

function tableOf(sources: ParsedSources, planned: ReadonlySet<Owner>): SourceTable {
  const rules = new Set<number>();
  const observed = new Set<number>();
  for (const { kind, id } of planned) (kind === "rule" ? rules : observed).add(id);
  return {
    rules: sources.rules.map((rule) => ({ ...rule, planned: rules.has(rule.id) })),
    expressions: sources.expressions.map((expression) => ({
      ...expression,
      status: observed.has(expression.id)
        ? ("observed" as const)
        : rules.has(expression.rule)
          ? ("constant" as const)
          : ("unplanned" as const),
    })),
  };
}
