import type { Answer } from "../event/answer.ts";
import type { Polarity } from "../report/report.ts";
import { inferPolarity } from "./verdict.ts";

/** Knows how the answers of each decision are to be read. */
export interface Polarities {
  /** @param answers of one event, in the order in which they are to be believed */
  learn(path: string, answers: readonly Answer[]): Polarity;
  /** What was inferred, by decision path. */
  inferred(): ReadonlyMap<string, Polarity>;
  /** Takes over what an earlier part of the log says. */
  adopt(path: string, polarity: Polarity): void;
  of(path: string): { readonly polarity: Polarity; readonly polaritySource: "inferred" | "given" };
}

/**
 * Infers polarities from the first defined answer of each decision, in the order of the log. Undefined answers and
 * errors mean the same under each, so that nothing counted before is wrong afterwards.
 */
export function learnPolarities(given: Readonly<Record<string, Polarity>>): Polarities {
  const stated = new Map(Object.entries(given));
  const inferred = new Map<string, Polarity>();
  return {
    learn: (path, answers) => {
      const known = stated.get(path) ?? inferred.get(path);
      if (known !== undefined) return known;
      const first = answers.find((answer) => answer.kind === "defined");
      if (first?.kind !== "defined") return "value";
      const polarity = inferPolarity(path, first.value);
      inferred.set(path, polarity);
      return polarity;
    },
    inferred: () => inferred,
    adopt: (path, polarity) => {
      if (!inferred.has(path)) inferred.set(path, polarity);
    },
    of: (path) => {
      const polarity = stated.get(path);
      return polarity === undefined
        ? { polarity: inferred.get(path) ?? "value", polaritySource: "inferred" }
        : { polarity, polaritySource: "given" };
    },
  };
}
