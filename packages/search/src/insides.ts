import type { InputRead, Json } from "@bylaw/engine";
import type { Candidate } from "./candidate.ts";
import { heldValues, isRecord, type Path, valueAt, withValueAt } from "./json-value.ts";
import type { MemberChains } from "./member-chains.ts";

const mostObjects = 8;
const mostChains = 80;
const mostFromInput = 60;

/**
 * Keys that a policy follows, put below each object of which it read all: what it looks up in there is not known, as
 * it had become part of something else before.
 *
 * @param places that were read of the candidate
 * @param followed keys that the policy follows
 */
export function insides(
  candidate: Candidate,
  places: readonly InputRead[],
  followed: MemberChains,
): readonly Candidate[] {
  const whole = places.filter(({ depth }) => depth === "subtree").map(({ path }) => path);
  if (whole.length === 0) return [];
  const isWithin = (path: Path) =>
    whole.some((steps) =>
      steps.every(
        (step, index) => path[index] !== undefined && (step.kind === "any" || step.key === path[index]),
      ),
    );
  const put = (path: Path, value: Json): readonly Candidate[] =>
    valueAt(candidate.input, path) === undefined
      ? [{ ...candidate, input: withValueAt(candidate.input, path, value) }]
      : [];
  const objects = heldValues(candidate.input, 200).filter(
    ({ path, value }) => isRecord(value) && isWithin(path),
  );
  const known = followed.fromInput.filter(isWithin).slice(0, mostFromInput);
  return [
    ...known.flatMap((path) => [{}, [{}], "a", true].flatMap((value) => put(path, value))),
    ...objects
      .slice(0, mostObjects)
      .flatMap(({ path }) =>
        followed.chains
          .slice(0, mostChains)
          .flatMap((chain) => ["a", [{}]].flatMap((value) => put([...path, ...chain], value))),
      ),
  ];
}

const mostAbsent = 40;

/** Places from which nothing came: those that were read, and what is looked up in objects that were read whole. */
export function absentPlaces(
  input: Json,
  places: readonly InputRead[],
  { chains }: MemberChains,
): readonly Path[] {
  const found = places.flatMap(({ path, depth }): readonly Path[] => {
    const keys = path.flatMap((step) => (step.kind === "key" ? [step.key] : []));
    if (keys.length < path.length) return [];
    if (valueAt(input, keys) === undefined) return [keys];
    if (depth !== "subtree") return [];
    return chains.filter(({ length }) => length === 1).map((chain) => [...keys, ...chain]);
  });
  return found.filter((path) => valueAt(input, path) === undefined).slice(-mostAbsent);
}
