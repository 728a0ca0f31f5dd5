import type { InputRead, Json } from "@bylaw/engine";
import { isList, isRecord, type Path, valueAt } from "./json-value.ts";
import type { Random } from "./random.ts";
import type { Subject } from "./subject.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** The places of the input that a decision may read, each once. */
export function placesRead(subjects: readonly Subject[]): readonly InputRead[] {
  const places = new Map<string, InputRead>();
  for (const { reads } of subjects) {
    for (const read of reads) {
      if (read.path.length > 0) places.set(JSON.stringify(read.path), read);
    }
  }
  return [...places.values()];
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
