import type { Json } from "@bylaw/engine";
import { heldValues, type Path, sameJson } from "../json-value.ts";
import { placeName } from "../related.ts";

/** Values that some inputs had, by their place. */
export interface ValuesSeen {
  learn(input: Json): void;
  at(path: Path): readonly Json[];
}

const mostValues = 300;
const mostPlaces = 2_000;
const mostOfOne = 12;

export function createValuesSeen(): ValuesSeen {
  const seen = new Map<string, Json[]>();
  return {
    learn: (input) => {
      for (const { path, value } of heldValues(input, mostValues)) {
        const name = placeName(path);
        const here = seen.get(name);
        if (here === undefined) {
          if (seen.size < mostPlaces) seen.set(name, [value]);
        } else if (here.length < mostOfOne && !here.some((one) => sameJson(one, value))) here.push(value);
      }
    },
    at: (path) => seen.get(placeName(path)) ?? [],
  };
}
