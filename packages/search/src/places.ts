import type { EvidencedOutcome, InputRead, Json } from "@bylaw/engine";
import { isList, isRecord, type Path, valueAt } from "./json-value.ts";
import type { Random } from "./random.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** The places of the input that decisions read, each once. */
export function placesRead(decided: readonly EvidencedOutcome[]): readonly InputRead[] {
  const [first, ...others] = decided.map(({ evidence }) => evidence.inputPaths);
  const places = [...(first?.reads ?? [])];
  const known = new Set(first?.texts ?? []);
  for (const other of others) {
    for (const [index, text] of (other?.texts ?? []).entries()) {
      const read = other?.reads[index];
      if (read !== undefined && !known.has(text)) places.push(read);
      known.add(text);
    }
  }
  return places.filter(({ path }) => path.length > 0);
}

/** The places that one decision reads and another does not. */
export function placesOfOne(decided: readonly EvidencedOutcome[]): readonly InputRead[] {
  const all = decided.map(({ evidence }) => new Set(evidence.inputPaths?.texts ?? []));
  return decided.flatMap(({ evidence: { inputPaths } }) =>
    (inputPaths?.reads ?? []).filter(
      ({ path }, index) => path.length > 0 && all.some((texts) => !texts.has(inputPaths?.texts[index] ?? "")),
    ),
  );
}

/** Goes to a place in an input: where any key will do, to one that is there, or to a new one. */
export function pathTo(place: InputRead, input: Json, random: Random, vocabulary: Vocabulary): Path {
  const path: string[] = [];
  for (const step of place.path) {
    path.push(step.kind === "key" ? step.key : anyKey(valueAt(input, path), random, vocabulary));
  }
  return path;
}

function anyKey(container: Json | undefined, random: Random, vocabulary: Vocabulary): string {
  if (isList(container)) return String(random.below(container.length + 1));
  if (isRecord(container)) {
    const names = Object.keys(container);
    return names.length > 0 && !random.oneIn(3) ? random.pick(names) : vocabulary.text(random);
  }
  return random.oneIn(3) ? vocabulary.text(random) : "0";
}
