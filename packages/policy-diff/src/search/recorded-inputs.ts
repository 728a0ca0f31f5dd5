import type { Json } from "@bylaw/engine";
import { normaliseEvent } from "../event/normalise.ts";
import { hashOfText, type Sample, sampleOf } from "../replay/sample.ts";
import type { Reading } from "../source/read-log.ts";

/** Inputs of recorded decisions from which a search begins. */
export interface RecordedInputs {
  offer(file: string, reading: Reading): void;
  /** The decisions that events name. */
  paths(): readonly string[];
  of(path: string): readonly Json[];
}

const inputsOfOne = 100;
const maxPaths = 200;
/** A search changes its inputs thousands of times. */
const maxBytes = 64 * 1024;

/** Keeps a few inputs of each decision, the same ones in every run. */
export function collectRecordedInputs(): RecordedInputs {
  const kept = new Map<string, Sample<Json>>();
  return {
    offer: (file, reading) => {
      if (reading.kind !== "event" || reading.size > maxBytes) return;
      const source = { file, position: reading.position };
      const { asked, input, decisionId } = normaliseEvent(reading.document, reading.size, source);
      if (asked.kind !== "decision" || input.kind !== "given") return;
      let sample = kept.get(asked.path);
      if (sample === undefined) {
        if (kept.size >= maxPaths) return;
        sample = sampleOf(inputsOfOne);
        kept.set(asked.path, sample);
      }
      sample.offer(hashOfText(decisionId ?? `${file}:${reading.position}`), input.value);
    },
    paths: () => [...kept.keys()].sort(),
    of: (path) => kept.get(path)?.items() ?? [],
  };
}
