import type { InputRead } from "@bylaw/engine";
import type { Candidate } from "./candidate.ts";
import { heldValues, isRecord, type Path, valueAt, withValueAt } from "./json-value.ts";

const mostObjects = 12;
const mostChains = 80;

/**
 * Keys that a policy follows, put below each object of which it read all: what it looks up in there is not known, as
 * it had become part of something else before.
 *
 * @param places that were read of the candidate
 * @param chains keys that the policy follows
 */
export function insides(
  candidate: Candidate,
  places: readonly InputRead[],
  chains: readonly Path[],
): readonly Candidate[] {
  const whole = places.filter(({ depth }) => depth === "subtree").map(({ path }) => path);
  if (whole.length === 0) return [];
  const objects = heldValues(candidate.input, 200).filter(
    ({ path, value }) =>
      isRecord(value) &&
      whole.some((steps) =>
        steps.every(
          (step, index) => path[index] !== undefined && (step.kind === "any" || step.key === path[index]),
        ),
      ),
  );
  return objects.slice(0, mostObjects).flatMap(({ path }) =>
    chains.slice(0, mostChains).flatMap((chain) => {
      const there = [...path, ...chain];
      if (valueAt(candidate.input, there) !== undefined) return [];
      return [{ ...candidate, input: withValueAt(candidate.input, there, "a") }];
    }),
  );
}
