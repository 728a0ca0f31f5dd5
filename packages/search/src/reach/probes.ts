import type { Comparison, EvidenceCounts, EvidenceEngine, Json } from "@bylaw/engine";
import { type Candidate, recordedClock } from "../candidate.ts";
import { absentPlaces } from "../insides.ts";
import { type Path, valueAt, withoutValueAt, withValueAt } from "../json-value.ts";
import { placesRead } from "../places.ts";
import { pathsRead } from "./paths-read.ts";
import type { ValuesSeen } from "./values-seen.ts";

/** What is known of an input from others that differ from it at one place. */
export interface Probe {
  /** Where something was read of it. */
  readonly paths: readonly Path[];
  /** Of each of these places, the conditions that came out otherwise with something else there. */
  readonly touched: readonly (readonly number[])[];
  readonly comparisons: readonly Comparison[];
  /** Places from which nothing came. */
  readonly absent: readonly Path[];
  /** What was tried of it since. */
  readonly tried: Set<string>;
}

export interface Probes {
  /** Tries something else at each place that a candidate is read at, unless that was done. */
  of(candidate: Candidate): Probe;
  has(candidate: Candidate): boolean;
}

/** Those of older candidates are forgotten. */
const mostKept = 100;

/**
 * @param engine that gives evidence
 * @param count decides a candidate, and gives the counts of this decision alone until the next
 * @param isOver asked before each place
 */
export function createProbes(
  engine: EvidenceEngine,
  decision: string,
  count: (candidate: Candidate) => EvidenceCounts,
  isOver: () => boolean,
  seen: ValuesSeen,
): Probes {
  const known = new Map<Candidate, Probe>();
  const probe = (candidate: Candidate): Probe => {
    const { input } = candidate;
    const explained = engine.explain({ path: decision, input, recordedBuiltins: recordedClock(candidate) });
    const { comparisons = [], inputPlaces = [] } = explained.evidence;
    const paths = pathsRead(inputPlaces, input);
    const before = outcomes(count(candidate)).map((counts) => counts.slice());
    const touched: (readonly number[])[] = [];
    for (const path of paths) {
      if (isOver()) break;
      const some = new Set<number>();
      for (const value of othersAt(valueAt(input, path), seen.at(path))) {
        const after = count({ ...candidate, input: put(input, path, value) });
        for (const [index, counts] of outcomes(after).entries())
          for (let id = 0; id < counts.length; id++) if (counts[id] !== before[index]?.[id]) some.add(id);
      }
      touched.push([...some]);
    }
    const absent = absentPlaces(input, placesRead([explained]), { chains: [], fromInput: [] });
    return { paths, touched, comparisons, absent, tried: new Set() };
  };
  return {
    of: (candidate) => {
      let made = known.get(candidate);
      if (made === undefined) {
        made = probe(candidate);
        known.set(candidate, made);
        const [oldest] = known.keys();
        if (known.size > mostKept && oldest !== undefined) known.delete(oldest);
      }
      return made;
    },
    has: (candidate) => known.has(candidate),
  };
}

function othersAt(value: Json | undefined, seen: readonly Json[]): readonly (Json | undefined)[] {
  return value === undefined
    ? ["a", 1, {}, ...(seen.length > 0 ? seen.slice(0, 1) : [["a"], [{}]])]
    : [undefined, typeof value === "number" ? "a" : 1];
}

function outcomes({ true: held, false: failed, undefined: absent }: EvidenceCounts): readonly Float64Array[] {
  return [held, failed, absent];
}

/** An input with a value at a path, or with nothing there. */
export function put(input: Json, path: Path, value: Json | undefined): Json {
  return value === undefined ? withoutValueAt(input, path) : withValueAt(input, path, value);
}
