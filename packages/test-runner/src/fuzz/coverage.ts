import type { EvidenceCounts, EvidenceEngine, Place } from "@bylaw/engine";
import { type Candidate, recordedClock } from "@bylaw/search";
import type { TestedPolicy } from "./tested-policy.ts";

/** Something that no input reached. */
export interface Unreached {
  readonly place: Place;
  /** A body that gave no value, or a condition that came out in one way only. */
  readonly kind: "body" | "neverHeld" | "alwaysHeld";
}

/** How much of a policy the inputs reached. */
export interface FuzzCoverage {
  readonly bodies: { readonly reached: number; readonly total: number };
  /** Two outcomes of each condition: it holds, and it does not. */
  readonly outcomes: { readonly reached: number; readonly total: number };
  readonly unreached: readonly Unreached[];
}

/**
 * What the decisions of an engine have reached since it was made, in the policy's own files.
 *
 * @param more counts of other decisions of the same policy
 */
export function coverageOf(
  engine: EvidenceEngine,
  { files }: TestedPolicy,
  more?: EvidenceCounts,
): FuzzCoverage {
  const own = engine.counts();
  const sum = (name: keyof EvidenceCounts) => own[name].map((count, id) => count + (more?.[name][id] ?? 0));
  const counts = { rules: sum("rules"), true: sum("true"), false: sum("false"), undefined: sum("undefined") };
  const unreached: Unreached[] = [];
  const rules = engine.table.rules.filter(({ place, planned }) => planned && files.has(place.file));
  for (const { id, place } of rules) if (counts.rules[id] === 0) unreached.push({ place, kind: "body" });
  const bodies = { reached: rules.length - unreached.length, total: rules.length };
  const conditions = engine.table.expressions.filter(
    ({ place, status }) => status === "observed" && files.has(place.file),
  );
  const before = unreached.length;
  for (const { id, place } of conditions) {
    if (counts.true[id] === 0) unreached.push({ place, kind: "neverHeld" });
    if ((counts.false[id] ?? 0) + (counts.undefined[id] ?? 0) === 0)
      unreached.push({ place, kind: "alwaysHeld" });
  }
  const total = conditions.length * 2;
  return { bodies, outcomes: { reached: total - (unreached.length - before), total }, unreached };
}

/** Of some candidates, those that reach a body or an outcome which those before them do not. */
export function covering(
  engine: EvidenceEngine,
  { path }: TestedPolicy,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  const known = new Set<string>();
  return candidates.filter(({ input, now }) => {
    const { evidence } = engine.explain({ path, input, recordedBuiltins: recordedClock({ input, now }) });
    const before = known.size;
    for (const { rule } of evidence.rules ?? []) known.add(`r${rule.id}`);
    for (const one of evidence.expressions ?? []) {
      if (one.true > 0) known.add(`t${one.expression.id}`);
      if (one.false + one.undefined > 0) known.add(`f${one.expression.id}`);
    }
    return known.size > before;
  });
}
