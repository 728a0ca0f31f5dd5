import { type Outcome, sameOutcome } from "@bylaw/engine";
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
  for (const index of inputs.keys()) {
    const [ours, theirs] = [outcomes[index], reference[index]];
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

function shown(outcome: Outcome | undefined): string {
  return (
    JSON.stringify(outcome, (_, value) => (typeof value === "bigint" ? `${value}` : value))?.slice(0, 400) ??
    "nothing"
  );
}
