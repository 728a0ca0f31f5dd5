import type { Json } from "@bylaw/engine";
import type { Candidate } from "./candidate.ts";
import { isRecord } from "./json-value.ts";
import type { Random } from "./random.ts";

/** Of two whole inputs, each member from one or the other: what one has right joined with what the other has. */
export function crossed(one: Candidate, other: Candidate, random: Random): Candidate {
  return { input: mixed(one.input, other.input, random), now: random.oneIn(2) ? one.now : other.now };
}

function mixed(one: Json, other: Json, random: Random): Json {
  if (!isRecord(one) || !isRecord(other)) return random.oneIn(2) ? one : other;
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(
    names.flatMap((name): [string, Json][] => {
      const [ours, theirs] = [own(one, name), own(other, name)];
      const value =
        ours !== undefined && theirs !== undefined && random.oneIn(2)
          ? mixed(ours, theirs, random)
          : random.oneIn(2)
            ? ours
            : theirs;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function own(object: Readonly<Record<string, Json>>, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
