import type { Json } from "@bylaw/engine";
import type { Candidate } from "./candidate.ts";
import { heldValues, type Path, sameJson, valueAt, withValueAt } from "./json-value.ts";

/**
 * The scalars that were worth keeping, by their place. What was new once, such as a time that can be read, is needed
 * again where all else has become right.
 */
export interface KnownValues {
  learn(input: Json): void;
  /** The candidate with each of them at its place, one at a time. */
  in(candidate: Candidate): readonly Candidate[];
}

const mostValues = 300;
const mostPlaces = 60;
const mostOfOne = 12;
const mostMade = 200;

export function createKnownValues(): KnownValues {
  const known = new Map<string, { readonly path: Path; readonly values: Json[] }>();
  return {
    learn: (input) => {
      for (const { path, value } of heldValues(input, mostValues)) {
        if (typeof value === "object" && value !== null) continue;
        const key = path.join("\0");
        let here = known.get(key);
        if (here === undefined) {
          if (known.size >= mostPlaces) continue;
          here = { path, values: [] };
          known.set(key, here);
        }
        if (here.values.length < mostOfOne && !here.values.some((one) => sameJson(one, value)))
          here.values.push(value);
      }
    },
    in: (candidate) =>
      [...known.values()]
        .flatMap(({ path, values }) => {
          const now = valueAt(candidate.input, path);
          return values
            .filter((value) => !sameJson(value, now))
            .map((value) => ({ ...candidate, input: withValueAt(candidate.input, path, value) }));
        })
        .slice(0, mostMade),
  };
}
