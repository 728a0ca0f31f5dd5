import type { Json } from "@bylaw/engine";
import { type Candidate, firstNow, isSimpler } from "./candidate.ts";
import {
  heldValues,
  integer,
  isList,
  isNumber,
  isRecord,
  type Path,
  withoutValueAt,
  withValueAt,
} from "./json-value.ts";

const mostPlaces = 2_000;

/**
 * Makes a candidate as simple as it can be while something holds of it: what is not needed goes, texts become short,
 * numbers small.
 *
 * @param holds must hold of `candidate`
 * @param most how many candidates are tried; 3,000 when absent
 */
export function shrunk(
  candidate: Candidate,
  holds: (candidate: Candidate) => boolean,
  most = 3_000,
): Candidate {
  let [best, tried, changed] = [candidate, 0, true];
  const take = (next: Candidate): boolean => {
    if (tried >= most || !isSimpler(next, best)) return false;
    tried++;
    if (!holds(next)) return false;
    best = next;
    changed = true;
    return true;
  };
  take({ input: {}, now: firstNow });
  take({ ...best, now: firstNow });
  while (changed && tried < most) {
    changed = false;
    // The outer first, so that much goes at once.
    for (const { path } of heldValues(best.input, mostPlaces)) {
      if (path.length > 0) take({ ...best, input: withoutValueAt(best.input, path) });
    }
    for (const { path } of heldValues(best.input, mostPlaces)) simplify(path);
  }
  return best;

  function simplify(path: Path): void {
    for (let again = true; again && tried < most; ) {
      const value = at(best.input, path);
      again =
        value !== undefined &&
        simpler(value).some((next) => take({ ...best, input: withValueAt(best.input, path, next) }));
    }
  }
}

function at(input: Json, path: Path): Json | undefined {
  return heldValues(input, mostPlaces).find(({ path: one }) => one.join("\0") === path.join("\0"))?.value;
}

function simpler(value: Json): readonly Json[] {
  if (typeof value === "string") {
    const half = Math.floor(value.length / 2);
    return [
      "",
      "a",
      value.slice(0, half),
      value.slice(half),
      value.slice(1),
      value.slice(0, -1),
      ...(value.length <= 40
        ? Array.from(value, (_, index) => value.slice(0, index) + value.slice(index + 1))
        : []),
    ];
  }
  if (typeof value === "number") return [0, 1, Math.trunc(value), Math.trunc(value / 2), value - 1];
  if (isNumber(value)) return [0, integer(value / 2n)];
  if (isList(value)) return value.length > 1 ? [[], value.slice(0, Math.floor(value.length / 2))] : [[]];
  return isRecord(value) ? [{}] : [];
}
