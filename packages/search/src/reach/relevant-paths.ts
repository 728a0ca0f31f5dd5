import type { SourceTable } from "@bylaw/engine";
import type { Probe } from "./probes.ts";

/** The places, by their index in a probe, that a condition depends on; first those on which little else depends. */
export type RelevantTo = (probe: Probe, expression: number) => readonly number[];

/**
 * A condition depends on where it comes out otherwise with something else. What makes other conditions of the same rule
 * come out otherwise is worth a try as well: whether a value is a list is false for nothing and for a text alike.
 */
export function relevantPaths({ rules, expressions }: SourceTable): RelevantTo {
  const names = expressions.map(({ rule }) => rules[rule]?.path.join("/") ?? "");
  return ({ paths, touched }, expression) =>
    touched
      .flatMap((some, index) => (some.some((id) => names[id] === names[expression]) ? [index] : []))
      .sort(
        (a, b) =>
          (touched[a]?.length ?? 0) - (touched[b]?.length ?? 0) ||
          (paths[b]?.length ?? 0) - (paths[a]?.length ?? 0),
      );
}
