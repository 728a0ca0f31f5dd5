import type { Json } from "@bylaw/engine";
import { heldValues, isList, isRecord } from "./json-value.ts";

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
