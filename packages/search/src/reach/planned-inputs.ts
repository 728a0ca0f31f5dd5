import { inputPathsRead, type Json } from "@bylaw/engine";
import { type Candidate, firstNow } from "../candidate.ts";
import { type Path, withValueAt } from "../json-value.ts";

const mostPaths = 200;

/**
 * Inputs with a text wherever a plan says that a decision may read, for policies that nobody tells a schema of: one with
 * all of them, then each of them alone.
 *
 * @param planText as `EvidenceEngine.planText` has it
 */
export function plannedInputs(planText: string, decision: string): readonly Candidate[] {
  if (planText === "{}") return [];
  const paths = inputPathsRead(planText, decision)
    .reads.map(({ path }): Path => path.map((step) => (step.kind === "key" ? step.key : "0")))
    .filter(({ length }) => length > 0)
    .slice(0, mostPaths);
  // The inner after the outer, which would take their place.
  const inward = paths.toSorted((one, other) => one.length - other.length);
  const all = inward.reduce<Json>((input, path) => withValueAt(input, path, "a"), {});
  return [all, ...paths.map((path) => withValueAt({}, path, "a"))].map((input) => ({ input, now: firstNow }));
}
