import { buildPlan, inputPathsRead, type OpaBinary } from "@bylaw/engine";
import type { MaskedField } from "../event/recorded-event.ts";
import type { Side } from "../side/side.ts";
import { hasDecision, ruleAt, segmentsOf } from "./decisions.ts";
import { writtenReads } from "./written-reads.ts";

/** Says whether a decision may depend on what a masked field was before. */
export type MayRead = (field: MaskedField) => boolean;

const everything: MayRead = () => true;
const nothing: MayRead = () => false;

/**
 * Learns which parts of the input a decision may read, in two ways that both never miss one: from OPA's plan of the
 * policy, and from its text. Where there is no plan, it may read everything.
 *
 * @param path a decision path; one that the side does not have reads nothing
 */
export async function inputReads(opa: OpaBinary, side: Side, path: string): Promise<MayRead> {
  if (!hasDecision(side.modules, path)) return nothing;
  const rule = ruleAt(side.modules, segmentsOf(path));
  // A whole package has no plan of its own.
  if (rule === undefined) return everything;
  const entrypoint = rule.path.join("/");
  const { artefact } = await buildPlan(opa, side.source, { entrypoints: [entrypoint] });
  if (artefact === undefined) return everything;
  const paths = inputPathsRead(artefact, entrypoint);
  const written = writtenReads(side.modules, rule.path);
  return (field) => written.mayDependOn(field) && paths.overlaps(field.pointer, field.change);
}
