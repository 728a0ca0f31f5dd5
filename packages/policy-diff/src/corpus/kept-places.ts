import type { Json } from "@bylaw/engine";
import { principalPlaces } from "../group/principal.ts";
import { isObject } from "../json-value.ts";
import { readPolicyText } from "../policy/compared-literals.ts";
import { decisionReads } from "../policy/decision-reads.ts";
import { hasDecision, segmentsOf } from "../policy/decisions.ts";
import type { PolicyModule } from "../policy/syntax.ts";
import { writtenReads } from "../policy/written-reads.ts";
import { constraintReads } from "../side/gatekeeper/constraint-reads.ts";
import type { Side } from "../side/side.ts";

/** A place of the input by its key, with the places in it. */
export interface KeptPlace {
  /** Whether all below it is kept. Where it is not, what is no object is kept all the same. */
  readonly whole: boolean;
  readonly inside: ReadonlyMap<string, KeptPlace>;
}

type Places = readonly (readonly string[])[];

/** What of an input decides how an event is counted: what the policies read, and who asked. */
export interface PlacesRead {
  /** By decisions that are a rule. */
  readonly reads: Places;
  /** By all decisions: that of a package has names in it that only stand for a part of the input. */
  readonly packageReads: Places;
  /** What the policies mention, and where callers are named. */
  readonly places: Places;
}

type Constraints = Pick<Side, "constraints" | "modules">;

type Policies = readonly (readonly PolicyModule[])[];

export function placesRead(policies: Policies): PlacesRead {
  const reads = policies.flatMap((modules) => writtenReads(modules, []).paths);
  const packageReads = policies.flatMap((modules) => decisionReads(modules, []));
  const places = policies.flatMap((modules) => [...readPolicyText(modules).reads.values()]);
  return {
    reads: distinct(reads),
    packageReads: distinct([...reads, ...packageReads]),
    places: distinct([...places, ...principalPlaces]),
  };
}

/** The same of Gatekeeper's constraints, whose inputs are reviews. */
export function placesOfReviews(sides: readonly Constraints[]): PlacesRead {
  const reads = distinct(sides.flatMap(reviewReads));
  const places = sides.flatMap(({ modules }) => [...readPolicyText(modules).reads.values()]);
  // Parameters are in no review.
  const ofReview = [...places, ...principalPlaces].filter(([root]) => root === "review");
  // That it is there says that a review has no namespace around it.
  return { reads, packageReads: reads, places: distinct([...ofReview, ["review", "namespaceObject"]]) };
}

/** What any constraint of a side may read. */
export function reviewReads(side: Constraints): Places {
  return (side.constraints ?? []).flatMap(({ path }) => constraintReads(side, `${path}/deny`) ?? []);
}

/** Whether a decision reads no more than those that are a rule. */
export function isRuleAlone(policies: Policies, path: string, reads: Places): boolean {
  const segments = segmentsOf(path);
  const known = new Set(reads.map((read) => JSON.stringify(read)));
  return policies.every(
    (modules) =>
      !hasDecision(modules, path) ||
      decisionReads(modules, segments).every((read) => known.has(JSON.stringify(read))),
  );
}

function distinct(places: Places): Places {
  const byText = new Map(places.map((place) => [JSON.stringify(place), place]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
}

export function keptPlaces(reads: Places, places: Places): KeptPlace {
  const root = { whole: false, inside: new Map() };
  for (const place of places) reach(root, place);
  for (const read of reads) reach(root, read).whole = true;
  return root;
}

interface Growing {
  whole: boolean;
  readonly inside: Map<string, Growing>;
}

function reach(root: Growing, path: readonly string[]): Growing {
  let place = root;
  for (const key of path) {
    const inner = place.inside.get(key) ?? { whole: false, inside: new Map<string, Growing>() };
    place.inside.set(key, inner);
    place = inner;
  }
  return place;
}

/** Only what is kept. */
export function keptOf(value: Json, place: KeptPlace): Json {
  if (place.whole || !isObject(value)) return value;
  const members: [string, Json][] = [];
  for (const [key, inner] of place.inside) {
    const held = Object.hasOwn(value, key) ? value[key] : undefined;
    if (held !== undefined) members.push([key, keptOf(held, inner)]);
  }
  return Object.fromEntries(members);
}

/**
 * Of the places that a decision may read, those that were not kept of this input.
 *
 * @param input as it was kept
 * @param reads undefined where they are not known
 * @returns pointers such as `/input/user/role`
 */
export function notKept(input: Json, root: KeptPlace, reads: Places | undefined): readonly string[] {
  const found = (reads ?? [[]]).filter((read) => !isKept(input, root, read));
  return [...new Set(found.map(pointerOf))].sort();
}

function isKept(input: Json, root: KeptPlace, read: readonly string[]): boolean {
  let value: Json | undefined = input;
  let place = root;
  for (const key of read) {
    if (place.whole || !isObject(value)) return true;
    const inner = place.inside.get(key);
    if (inner === undefined) return false;
    value = Object.hasOwn(value, key) ? value[key] : undefined;
    place = inner;
  }
  return place.whole || !isObject(value);
}

export function pointerOf(path: readonly string[]): string {
  return ["/input", ...path.map((key) => key.replaceAll("~", "~0").replaceAll("/", "~1"))].join("/");
}
