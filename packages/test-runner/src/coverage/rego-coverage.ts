import type { EvidenceEngine, Place } from "@bylaw/engine";
import type { SourceRange } from "../mutation/mutant.ts";
import type { Coverage, CoveredBody, CoveredCondition, Seen } from "./coverage.ts";

/**
 * What the decisions of an engine so far showed of its modules. A body stops at the first condition that does not
 * hold, so that one which held and did not, in a body that gave a value, decided by itself both times.
 *
 * @param engine with evidence of rules and expressions
 * @param isCovered whether a module is to be covered, which tests themselves are not
 */
export function regoCoverage(engine: EvidenceEngine, isCovered: (file: string) => boolean): Coverage {
  const { table } = engine;
  const counts = engine.counts();
  const bodies: CoveredBody[] = [];
  const conditions: CoveredCondition[] = [];
  const lines = new Map<string, Map<number, number>>();
  const count = ({ file, row }: Place, times: number) => {
    const known = lines.get(file) ?? new Map<number, number>();
    lines.set(file, known);
    known.set(row, Math.max(known.get(row) ?? 0, times));
  };
  for (const { id, place, head, path } of table.rules) {
    if (!isCovered(place.file)) continue;
    const times = counts.rules[id] ?? 0;
    bodies.push({ name: path.join("."), range: rangeOf(head), held: seen(times), times });
    count(head, times);
  }
  for (const { id, rule, place, status } of table.expressions) {
    if (!isCovered(place.file) || status === "constant") continue;
    const [held, failed] = [counts.true[id] ?? 0, (counts.false[id] ?? 0) + (counts.undefined[id] ?? 0)];
    const decides = held > 0 && failed > 0 && (counts.rules[rule] ?? 0) > 0 ? 1 : 0;
    conditions.push({
      range: rangeOf(place),
      true: seen(held),
      false: seen(failed),
      decides: seen(decides),
    });
    count(place, counts.reached[id] ?? 0);
  }
  return { bodies, conditions, lines };
}

function seen(times: number): Seen {
  return times > 0 ? "tests" : "nobody";
}

function rangeOf({ file, row, column, endRow, endColumn }: Place): SourceRange {
  return { file, line: row, column, endLine: endRow, endColumn };
}
