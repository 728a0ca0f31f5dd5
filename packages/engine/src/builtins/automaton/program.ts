import type { Node, Ranges } from "./pattern.ts";

/** A place in a pattern, and how it goes on from there. */
export type Step =
  | { readonly kind: "characters"; readonly ranges: Ranges; readonly next: number }
  | { readonly kind: "begin" | "end"; readonly next: number }
  | { readonly kind: "split"; readonly next: readonly number[] }
  | { readonly kind: "match" };

/** Thompson's automaton of a pattern. */
export interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
}

const mostSteps = 3_000;

/** @returns undefined when it would be too large */
export function programOf(pattern: Node): Program | undefined {
  const steps: Step[] = [{ kind: "match" }];
  const add = (step: Step): number => steps.push(step) - 1;
  /** The first step of a node that goes on at a place; -1 when there are too many. */
  const from = (node: Node, next: number): number => {
    if (next < 0 || steps.length > mostSteps) return -1;
    switch (node.kind) {
      case "characters":
        return add({ kind: "characters", ranges: node.ranges, next });
      case "begin":
      case "end":
        return add({ kind: node.kind, next });
      case "sequence":
        return node.nodes.reduceRight((after, one) => from(one, after), next);
      case "choice":
        return add({ kind: "split", next: node.nodes.map((one) => from(one, next)) });
      case "repeat":
        return repeated(node, next);
    }
  };
  const repeated = (
    { node, fewest, most }: Extract<Node, { readonly kind: "repeat" }>,
    next: number,
  ): number => {
    let after = next;
    if (most === undefined) {
      const loop = add({ kind: "split", next: [] });
      const again = from(node, loop);
      steps[loop] = { kind: "split", next: [again, next] };
      after = loop;
    } else
      for (let count = fewest; count < most && after >= 0; count++)
        after = add({ kind: "split", next: [from(node, after), next] });
    for (let count = 0; count < fewest && after >= 0; count++) after = from(node, after);
    return after;
  };
  const start = from(pattern, 0);
  const isWhole = start >= 0 && steps.length <= mostSteps;
  return isWhole ? { steps, start } : undefined;
}
