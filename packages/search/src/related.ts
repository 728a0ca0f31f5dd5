import type { Json } from "@bylaw/engine";
import { heldValues, isList, isRecord, type Path } from "./json-value.ts";

const mostTexts = 2_000;
const mostOfOne = 24;
const mostVisited = 20_000;

/**
 * What base documents say of a text: what is below a member of that name, and what stands beside the text in an object.
 * A policy that looks one up with the other compares nothing by which that could be seen.
 */
export function relatedIn(data: Json | undefined): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  let visited = 0;
  const relate = (text: string, others: readonly string[]): void => {
    let known = found.get(text);
    if (known === undefined) {
      if (found.size >= mostTexts) return;
      known = new Set();
      found.set(text, known);
    }
    for (const other of others) if (known.size < mostOfOne && other !== text) known.add(other);
  };
  const visit = (value: Json): void => {
    if (++visited > mostVisited) return;
    if (isList(value)) for (const one of value) visit(one);
    if (!isRecord(value)) return;
    const members = Object.entries(value);
    for (const [name, inner] of members) relate(name, textsBelow(inner));
    const beside = members.flatMap(([, inner]) => (typeof inner === "string" ? [inner] : []));
    for (const one of beside) relate(one, beside);
    for (const [, inner] of members) visit(inner);
  };
  if (data !== undefined) visit(data);
  return new Map([...found].map(([text, others]) => [text, [...others]]));
}

const mostHeld = 100;
const mostRelated = 12;

/** What base documents say of the texts of an input. */
export function relatedTo(input: Json, related: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const texts = heldValues(input, mostHeld).flatMap(({ value }) =>
    typeof value === "string" ? (related.get(value) ?? []) : [],
  );
  return [...new Set(texts)].slice(0, mostRelated);
}

/** A place, with `*` for any element. */
export function placeName(path: Path): string {
  return path.map((key) => (/^\d+$/.test(key) ? "*" : key)).join(".");
}

const mostTold = 12;

/**
 * Which places of an input hold texts that base documents know, which hold two of which one is below or beside the
 * other, and which three: with each, what is looked up there is nearer.
 *
 * @param places that were read before, as {@link placeName} names them: others would be new for ever; all when absent
 * @returns names such as `source>resource`; an element of a list stands for all
 */
export function relationsOf(
  input: Json,
  places: ReadonlySet<string> | undefined,
  related: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  if (related.size === 0) return [];
  const known = heldValues(input, mostHeld)
    .flatMap(({ path, value }) =>
      typeof value === "string" && related.has(value) ? [{ place: placeName(path), value }] : [],
    )
    .filter(({ place }) => places?.has(place) ?? true)
    .slice(0, mostTold);
  const below = (one: string, other: string) => one !== other && (related.get(one)?.includes(other) ?? false);
  const found = new Set<string>();
  for (const a of known) {
    found.add(a.place);
    for (const b of known) {
      if (b.place === a.place || !below(a.value, b.value)) continue;
      found.add(`${a.place}>${b.place}`);
      for (const c of known)
        if (c.place !== a.place && c.place !== b.place && below(a.value, c.value) && below(b.value, c.value))
          found.add(`${a.place}>${b.place}>${c.place}`);
    }
  }
  return [...found];
}

/** The nearest texts and names below, the outer first. */
function textsBelow(value: Json): readonly string[] {
  const found: string[] = [];
  const waiting: Json[] = [value];
  for (let index = 0; index < waiting.length && found.length < mostOfOne; index++) {
    const here = waiting[index];
    if (typeof here === "string") found.push(here);
    else if (isList(here)) waiting.push(...here.slice(0, mostOfOne));
    else if (isRecord(here)) {
      const members = Object.entries(here).slice(0, mostOfOne);
      found.push(...members.map(([name]) => name));
      waiting.push(...members.map(([, inner]) => inner));
    }
  }
  return found.slice(0, mostOfOne);
}

const mostWays = 2_000;
const longestWay = 12;

/** The texts on each way down base documents: names of members, and the text at its end. */
export function waysIn(data: Json | undefined): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  let visited = 0;
  const visit = (value: Json, way: readonly string[]): void => {
    if (++visited > mostVisited || found.length >= mostWays || way.length > longestWay) return;
    if (isList(value)) for (const one of value) visit(one, way);
    else if (isRecord(value)) for (const [name, inner] of Object.entries(value)) visit(inner, [...way, name]);
    else if (way.length > 1) found.push(typeof value === "string" ? [...way, value] : way);
  };
  if (data !== undefined) visit(data, []);
  return found;
}
