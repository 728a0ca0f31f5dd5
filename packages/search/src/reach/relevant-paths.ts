import type { SourceTable } from "@bylaw/engine";
import type { Probe } from "./probes.ts";

/** The places, by their index in a probe, that a condition depends on, the likeliest first. */
export type RelevantTo = (probe: Probe, expression: number) => readonly number[];

/**
 * A condition depends on where it, or another of its body, comes out otherwise with something else. In turns with these
 * come the places of other bodies of the rule: whether a value is a list is false for nothing and for a text alike, and
 * only the body that asks for nothing tells them apart. Of each, those on which little else depends come first.
 */
export function relevantPaths({ rules, expressions }: SourceTable): RelevantTo {
  const names = rules.map(({ path }) => path.join("/"));
  const bodies = expressions.map(({ rule }) => rule);
  return ({ paths, touched }, expression) => {
    const body = bodies[expression] ?? -1;
    const own: number[] = [];
    const ofRule: number[] = [];
    for (const [index, some] of touched.entries()) {
      if (some.some((id) => bodies[id] === body)) own.push(index);
      else if (some.some((id) => names[bodies[id] ?? -1] === names[body])) ofRule.push(index);
    }
    const bySpecific = (a: number, b: number) =>
      (touched[a]?.length ?? 0) - (touched[b]?.length ?? 0) ||
      (paths[b]?.length ?? 0) - (paths[a]?.length ?? 0);
    own.sort(bySpecific);
    ofRule.sort(bySpecific);
    const turns = Array.from({ length: Math.max(own.length, ofRule.length) }, (_, turn) => turn);
    return turns.flatMap((turn) => [own[turn] ?? [], ofRule[turn] ?? []].flat());
  };
}
