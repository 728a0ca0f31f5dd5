import { type Json, type Outcome, sameOutcome } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import type { Benchmark } from "../benchmark.ts";
import type { EngineName } from "../engines/engine.ts";

/**
 * Holds an engine's outcomes to those of `opa`: figures of engines that decide differently compare nothing.
 *
 * @throws Error at the first input on which they differ, or which has no answer
 */
export function mustAgree(
  { name, inputs }: Benchmark,
  engine: EngineName,
  outcomes: readonly Outcome[],
  reference: readonly Outcome[],
): void {
  const comparable = engine === "opa-wasm SDK" ? inNoOrder : (outcome: Outcome | undefined) => outcome;
  for (const index of inputs.keys()) {
    const [ours, theirs] = [comparable(outcomes[index]), comparable(reference[index])];
    if (
      ours === undefined ||
      theirs === undefined ||
      ours.kind === "unavailable" ||
      !sameOutcome(ours, theirs)
    )
      throw new Error(
        `${name}: ${engine} answers input ${index} otherwise than opa: ${shown(ours)}, not ${shown(theirs)}`,
      );
  }
}

/** OPA's package for JavaScript gives the members of a set in any order; JSON does not tell them from arrays. */
function inNoOrder(outcome: Outcome | undefined): Outcome | undefined {
  return outcome?.kind === "defined" ? { kind: "defined", value: sorted(outcome.value) } : outcome;
}

function sorted(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (isArray(value))
    return value
      .map(sorted)
      .map((element) => ({ element, text: stringifyJson(element) }))
      .sort((a, b) => (a.text < b.text ? -1 : 1))
      .map(({ element }) => element);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, held]) => [key, sorted(held)]));
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function shown(outcome: Outcome | undefined): string {
  return (
    JSON.stringify(outcome, (_, value) => (typeof value === "bigint" ? `${value}` : value))?.slice(0, 400) ??
    "nothing"
  );
}
