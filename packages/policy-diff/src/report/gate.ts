import { verdicts } from "../classify/verdict.ts";
import { kindOf } from "../group/kind.ts";
import type { FailOn, Gate, Group, OnError, Report } from "./report.ts";

/** What was counted, as in the report. */
export interface Counted extends Pick<Report, "totals" | "transitions" | "groups"> {
  readonly omitted: Report["groupsOmitted"];
}

/**
 * Whether the result passes. What an accepted change covers does not count.
 *
 * @param searched what a search found; undefined without one
 */
export function gateOf(
  { totals, transitions, groups, omitted }: Counted,
  options: {
    readonly failOn: readonly FailOn[];
    readonly onError: OnError;
    readonly minComparable: number;
    readonly decisions: readonly string[];
  },
  searched?: readonly Pick<Group, "id" | "kind" | "transition">[],
): Gate {
  const covered = new Map<string, number>();
  let left = omitted.events;
  for (const { expected, transition, count } of groups) {
    if (expected?.status !== "covered") left += count;
    else covered.set(transition, (covered.get(transition) ?? 0) + count);
  }
  const pairs = verdicts.flatMap((from) =>
    verdicts.map((to) => ({ from, to, kind: kindOf(from, to, options.onError) })),
  );
  const happened = pairs
    .map((pair) => {
      const transition = `${pair.from}->${pair.to}`;
      // Where the verdict stays, most events did not change, so that nothing can be taken off.
      const off = pair.from === pair.to ? 0 : (covered.get(transition) ?? 0);
      return { ...pair, events: (transitions[transition] ?? 0) - off };
    })
    .filter(({ events }) => events > 0);
  const unexpected = { grant: 0, lockout: 0, error: 0, other: 0 };
  for (const { from, to, kind, events } of happened) if (from !== to) unexpected[kind] += events;
  // What is left over keeps its verdict: another answer.
  unexpected.other += Math.max(
    0,
    left - unexpected.grant - unexpected.lockout - unexpected.error - unexpected.other,
  );
  // A recorded group that is covered is covered for search, too.
  const accepted = new Set(
    groups.filter(({ expected }) => expected?.status === "covered").map(({ id }) => id),
  );
  const found = (searched ?? []).filter(({ id }) => !accepted.has(id));
  const trips: Readonly<Record<FailOn, boolean>> = {
    grant: unexpected.grant > 0 || found.some(({ kind }) => kind === "grant"),
    lockout: unexpected.lockout > 0 || found.some(({ kind }) => kind === "lockout"),
    error:
      happened.some(({ to }) => to === "error") ||
      found.some(({ transition }) => /->error$/.test(transition)),
    mismatch: totals.baseMismatch > 0,
    any: Object.values(unexpected).some((events) => events > 0) || found.length > 0,
  };
  const failOn = [...new Set(options.failOn)];
  const tripped = failOn.filter((cause) => trips[cause]);
  const comparable = totals.events === 0 ? 0 : 1 - totals.indeterminate / totals.events;
  const searchOnly = searched !== undefined && options.decisions.length === 0;
  const reliable = searchOnly || (totals.events > 0 && comparable >= options.minComparable);
  return {
    failOn,
    tripped,
    unexpected,
    minComparable: options.minComparable,
    comparable: Math.round(comparable * 1e6) / 1e6,
    reliable,
    exitCode: reliable ? (tripped.length > 0 ? 1 : 0) : 2,
  };
}
