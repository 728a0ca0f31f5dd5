import { verdicts } from "../classify/verdict.ts";
import { kindOf } from "../group/kind.ts";
import type { FailOn, Gate, Group, Totals } from "./report.ts";

/**
 * Whether the result passes.
 *
 * @param transitions verdict pairs, as in the report
 * @param searched what a search found; undefined without one
 */
export function gateOf(
  totals: Totals,
  transitions: Readonly<Record<string, number>>,
  options: {
    readonly failOn: readonly FailOn[];
    readonly minComparable: number;
    readonly decisions: readonly string[];
  },
  searched?: readonly Pick<Group, "kind" | "transition">[],
): Gate {
  const pairs = verdicts.flatMap((from) => verdicts.map((to) => ({ from, to, kind: kindOf(from, to) })));
  const happened = pairs.filter(({ from, to }) => (transitions[`${from}->${to}`] ?? 0) > 0);
  const found = searched ?? [];
  const trips: Readonly<Record<FailOn, boolean>> = {
    grant: [...happened, ...found].some(({ kind }) => kind === "grant"),
    lockout: [...happened, ...found].some(({ kind }) => kind === "lockout"),
    error:
      happened.some(({ to }) => to === "error") ||
      found.some(({ transition }) => /->error$/.test(transition)),
    mismatch: totals.baseMismatch > 0,
    any: totals.changed > 0 || happened.some(({ from, to }) => from !== to) || found.length > 0,
  };
  const failOn = [...new Set(options.failOn)];
  const tripped = failOn.filter((cause) => trips[cause]);
  const comparable = totals.events === 0 ? 0 : 1 - totals.indeterminate / totals.events;
  const searchOnly = searched !== undefined && options.decisions.length === 0;
  const reliable = searchOnly || (totals.events > 0 && comparable >= options.minComparable);
  return {
    failOn,
    tripped,
    minComparable: options.minComparable,
    comparable: Math.round(comparable * 1e6) / 1e6,
    reliable,
    exitCode: reliable ? (tripped.length > 0 ? 1 : 0) : 2,
  };
}
