import type { Json } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { isObject } from "../json-value.ts";
import { type ComparedPlaces, overlap, placeKey } from "../policy/only-compared.ts";

type Places = readonly (readonly string[])[];

/** A place whose values may be replaced, and the values that are not. */
export interface StandInPlace {
  readonly place: readonly string[];
  /** Canonical texts. */
  readonly literals: readonly string[];
}

/**
 * The places where one value is as good as another, but for some literals: where no policy reads, or all that do only
 * compare with literals.
 *
 * @param policies what each reads, and where it does no more than to compare
 * @param kept all places that are kept
 */
export function standInPlaces(
  policies: readonly { readonly reads: Places; readonly compared: ComparedPlaces }[],
  kept: Places,
): readonly StandInPlace[] {
  const found: StandInPlace[] = [];
  for (const place of new Map(kept.map((one) => [placeKey(one), one])).values()) {
    const literals = new Set<string>();
    const isFree = policies.every(({ reads, compared }) => {
      for (const literal of compared.get(placeKey(place)) ?? []) literals.add(literal);
      return isIndifferent(place, reads, compared, undefined);
    });
    if (isFree && place.length > 0) found.push({ place, literals: [...literals].sort() });
  }
  return found.sort((a, b) => (placeKey(a.place) < placeKey(b.place) ? -1 : 1));
}

/** @param literals those that were not replaced; undefined where all will be */
function isIndifferent(
  place: readonly string[],
  reads: Places,
  compared: ComparedPlaces,
  literals: ReadonlySet<string> | undefined,
): boolean {
  const own = compared.get(placeKey(place));
  return reads.every((read) => {
    if (!overlap(read, place)) return true;
    if (own === undefined || read.length !== place.length) return false;
    return literals === undefined || [...own].every((literal) => literals.has(literal));
  });
}

/**
 * Of the places where a value was replaced, those at which a decision does more than it may.
 *
 * @param reads undefined where they are not known
 */
export function misread(
  standIns: readonly StandInPlace[],
  reads: Places | undefined,
  compared: ComparedPlaces,
): Places {
  return standIns
    .filter(({ place, literals }) => !isIndifferent(place, reads ?? [[]], compared, new Set(literals)))
    .map(({ place }) => place);
}

/** Gives each value the text that stands for it, the same one each time. */
export interface StandIns {
  /** @returns the input, and the numbers of the places that were replaced */
  replace(input: Json): { readonly input: Json; readonly replaced: readonly number[] };
}

export function createStandIns(places: readonly StandInPlace[]): StandIns {
  const texts = new Map<string, string>();
  const known = places.map(({ place, literals }) => ({ place, literals: new Set(literals) }));
  const textFor = (value: string | number | bigint): string => {
    const key = canonical(value);
    const text = texts.get(key) ?? `‹value ${texts.size + 1}›`;
    texts.set(key, text);
    return text;
  };
  return {
    replace: (given) => {
      const replaced: number[] = [];
      let input = given;
      for (const [index, { place, literals }] of known.entries()) {
        const next = replacedAt(input, place, (value) => {
          const isValue = typeof value === "string" || typeof value === "number" || typeof value === "bigint";
          return isValue && !literals.has(canonical(value)) ? textFor(value) : undefined;
        });
        if (next === undefined) continue;
        input = next;
        replaced.push(index);
      }
      return { input, replaced };
    },
  };
}

/** @returns undefined when nothing is replaced there */
function replacedAt(
  value: Json,
  place: readonly string[],
  replace: (value: Json) => Json | undefined,
): Json | undefined {
  const [key, ...rest] = place;
  if (key === undefined) return replace(value);
  const held = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  const inner = held === undefined ? undefined : replacedAt(held, rest, replace);
  return inner === undefined || !isObject(value) ? undefined : { ...value, [key]: inner };
}
