import type { EvidenceEngine } from "@bylaw/engine";
import { type Candidate, recordedClock } from "../candidate.ts";
import { placeName } from "../related.ts";

const mostPlaces = 2_000;

/**
 * Tells whether a policy looks at a place of a candidate that it never looked at before: without a schema, that leads on
 * to where a condition first finds something.
 */
export function placesSeen(engine: EvidenceEngine, decision: string): (candidate: Candidate) => boolean {
  const known = new Set<string>();
  return (candidate) => {
    if (known.size >= mostPlaces) return false;
    const { evidence } = engine.explain({
      path: decision,
      input: candidate.input,
      recordedBuiltins: recordedClock(candidate),
    });
    const before = known.size;
    for (const { path } of evidence.inputPlaces ?? [])
      known.add(placeName(path.map((step) => (step.kind === "key" ? step.key : "*"))));
    return known.size > before;
  };
}
