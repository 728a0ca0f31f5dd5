import type { EvidenceEngine } from "@bylaw/engine";
import { type Candidate, recordedClock } from "@bylaw/search";

/** So many generated inputs in a row that reach nothing new are enough. */
const mostInVain = 1_000;

/**
 * Generated inputs that reach a body or an outcome which none before them did. To count what is reached costs a fraction
 * of asking what led there, which is left to the search that begins with them.
 *
 * @param isOver asked before each input
 */
export function reachingInputs(
  engine: EvidenceEngine,
  path: string,
  generate: () => Candidate,
  isOver: () => boolean,
): readonly Candidate[] {
  const { rules, true: held, false: failed, undefined: absent } = engine.counts();
  const reached = [rules, held, failed, absent].map((counts) => ({
    counts,
    seen: new Uint8Array(counts.length),
  }));
  const isNew = (): boolean => {
    // Asking for the counts is what settles those of the last decision.
    engine.counts();
    let any = false;
    for (const { counts, seen } of reached)
      for (let id = 0; id < seen.length; id++) {
        if (seen[id] === 1 || counts[id] === 0) continue;
        seen[id] = 1;
        any = true;
      }
    return any;
  };
  const found: Candidate[] = [];
  for (let inVain = 0; inVain < mostInVain && !isOver(); inVain++) {
    const candidate = generate();
    const { input } = candidate;
    engine.evaluateOne({ path, input, recordedBuiltins: recordedClock(candidate) });
    if (!isNew()) continue;
    found.push(candidate);
    inVain = 0;
  }
  return found;
}
