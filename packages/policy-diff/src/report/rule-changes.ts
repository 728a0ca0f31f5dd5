import type { KnownRule } from "../group/group-events.ts";
import { ruleIdentity, ruleTextDigest } from "../policy/rule-identity.ts";
import type { RegoRule } from "../policy/syntax.ts";
import type { RuleRef, RuleRow } from "./report.ts";

/** The rules behind one decision on both sides, and what became of them. */
export interface ComparedRules {
  readonly base: readonly KnownRule[];
  readonly head: readonly KnownRule[];
}

/** Compares the rules behind a decision by their names and texts. */
export function compareRules(base: readonly RegoRule[], head: readonly RegoRule[]): ComparedRules {
  const known = (rules: readonly RegoRule[], others: readonly RegoRule[], gone: "removed" | "new") =>
    rules.map((rule) => ({ identity: ruleIdentity(rule), ref: refOf(rule, others, gone) }));
  return { base: known(base, head, "removed"), head: known(head, base, "new") };
}

function refOf(rule: RegoRule, others: readonly RegoRule[], gone: "removed" | "new"): RuleRef {
  const sameText = others.some((other) => ruleTextDigest(other) === ruleTextDigest(rule));
  const sameName = others.some((other) => ruleIdentity(other) === ruleIdentity(rule));
  return {
    name: rule.title,
    file: rule.place.file,
    row: rule.place.row,
    endRow: lastRow(rule),
    status: sameText ? "same" : sameName ? "changed" : gone,
  };
}

function lastRow({ file, row, place, text }: RegoRule): number {
  const asWritten = place.file === file && place.row === row;
  return asWritten ? row + text.split("\n").length - 1 : place.row;
}

/** Counts, for rules that differ between the sides, the decisions in which they succeeded. */
export interface RuleReach {
  /** @param times how many decisions; 1 when absent */
  add(
    path: string,
    succeeded: { readonly base: readonly number[]; readonly head: readonly number[] },
    times?: number,
  ): void;
  rows(): readonly RuleRow[];
  summary(): ReachSummary;
  merge(other: ReachSummary): void;
}

type Counts = { base: number; head: number };

/** By decision path, how often each rule of base and of head succeeded. */
export type ReachSummary = readonly (readonly [
  string,
  { readonly base: readonly Counts[]; readonly head: readonly Counts[] },
])[];

/** @param rulesAt the rules behind a decision path */
export function countReach(rulesAt: (path: string) => ComparedRules): RuleReach {
  const counted = new Map<string, { readonly base: Counts[]; readonly head: Counts[] }>();
  const countsAt = (path: string) => {
    const rules = rulesAt(path);
    const counts = counted.get(path) ?? {
      base: rules.base.map(() => ({ base: 0, head: 0 })),
      head: rules.head.map(() => ({ base: 0, head: 0 })),
    };
    counted.set(path, counts);
    return counts;
  };
  return {
    add: (path, succeeded, times = 1) => {
      const counts = countsAt(path);
      for (const role of ["base", "head"] as const) {
        for (const index of succeeded[role]) {
          const count = counts[role][index];
          if (count !== undefined) count[role] += times;
        }
      }
    },
    summary: () => [...counted],
    merge: (other) => {
      for (const [path, theirs] of other) {
        const counts = countsAt(path);
        for (const role of ["base", "head"] as const) {
          for (const [index, { base, head }] of theirs[role].entries()) {
            const count = counts[role][index];
            if (count === undefined) continue;
            count.base += base;
            count.head += head;
          }
        }
      }
    },
    rows: () => {
      const rows = new Map<string, { row: Omit<RuleRow, "recorded" | "generated">; recorded: Counts }>();
      for (const [path, counts] of counted) {
        const rules = rulesAt(path);
        for (const role of ["base", "head"] as const) {
          for (const [index, { identity, ref }] of rules[role].entries()) {
            const count = counts[role][index];
            if (ref.status === "same" || count === undefined) continue;
            // The same rule may stand behind several decisions, and on both sides.
            const key = ref.status === "changed" ? identity : `${role}\0${ref.file}\0${ref.row}\0${identity}`;
            const known = rows.get(key);
            const { name, file, row: first, endRow } = ref;
            const row = { name, file, row: first, endRow, change: ref.status };
            if (known === undefined) rows.set(key, { row, recorded: { ...count } });
            else {
              // Head's place is the one that a reviewer opens.
              if (role === "head") known.row = row;
              known.recorded.base += count.base;
              known.recorded.head += count.head;
            }
          }
        }
      }
      return [...rows.values()]
        .map(({ row, recorded }) => ({ ...row, recorded, generated: 0 }))
        .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.row - b.row));
    },
  };
}
